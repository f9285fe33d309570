import type { MediaPart } from '@weft/domain/model'
import { fileUrl, type FileUpload, type FileValue } from '@weft/domain/workflow'

/** The pictures among the files, as a model is shown them. A file whose bytes nobody knows how to get is left out. */
export function imageParts(
  files: readonly FileValue[],
  { imageDetail }: FileUpload,
): readonly MediaPart[] {
  return files.flatMap((file): readonly MediaPart[] => {
    const url = fileUrl(file)
    if (file.type !== 'image' || url === undefined) return []
    return [
      {
        type: 'image',
        mimeType: textOf(file['mime_type']) ?? 'image/*',
        filename: textOf(file['filename']) ?? '',
        source: { type: 'url', url },
        detail: imageDetail,
      },
    ]
  })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
