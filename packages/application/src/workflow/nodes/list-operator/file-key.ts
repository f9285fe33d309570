import { fileAttribute, type FileValue } from '@weft/domain/workflow'

const TEXT_KEYS = new Set(['name', 'extension', 'mime_type', 'url', 'related_id'])
const CHOICE_KEYS = new Set(['type', 'transfer_method'])

/** What kind of attribute a key names; nothing when files have none of that name. */
export function fileKeyKind(key: string): 'text' | 'choice' | 'size' | undefined {
  if (TEXT_KEYS.has(key)) return 'text'
  if (CHOICE_KEYS.has(key)) return 'choice'
  return key === 'size' ? 'size' : undefined
}

export function fileText(file: FileValue, key: string): string {
  const value = fileAttribute(file, key)?.value
  return typeof value === 'string' ? value : ''
}

/** Bytes; -1 when unknown. */
export function fileSize(file: FileValue): number {
  const value = fileAttribute(file, 'size')?.value
  return typeof value === 'number' ? value : -1
}
