import type { MediaPart } from '@weft/domain/model'
import type { FileValue } from '@weft/domain/workflow'
import { toMediaPart } from './nodes/shared/media-part.js'

/** The files as parts of a prompt; those of a kind no model reads, or whose bytes nobody can get, are left out. */
export function mediaParts(
  files: readonly FileValue[],
  detail: 'low' | 'high',
): readonly MediaPart[] {
  return files.flatMap((file) => toMediaPart(file, detail) ?? [])
}
