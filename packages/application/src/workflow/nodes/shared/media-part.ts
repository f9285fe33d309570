import type { MediaPart } from '@weft/domain/model'
import { fileUrl, type FileValue } from '@weft/domain/workflow'

const DATA_ADDRESS = /^data:([^;,]*);base64,(.*)$/s

/** A file as a part of a prompt; nothing when it is of no kind models read, or nobody knows where its bytes are. */
export function toMediaPart(file: FileValue, detail: 'low' | 'high'): MediaPart | undefined {
  const url = fileUrl(file)
  if (url === undefined || file.type === 'custom') return undefined
  const data = DATA_ADDRESS.exec(url)
  return {
    type: file.type,
    mimeType: textIn(file, 'mime_type') ?? (data?.[1] || guessMimeType(file)),
    filename: textIn(file, 'filename') ?? '',
    source: data ? { type: 'base64', data: data[2] ?? '' } : { type: 'url', url },
    ...(file.type === 'image' && { detail }),
  }
}

function textIn(file: FileValue, key: string): string | undefined {
  const value = file[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Remote files often come without a type: the extension tells it for most. */
function guessMimeType(file: FileValue): string {
  const extension = (textIn(file, 'extension') ?? '').replace(/^\./, '').toLowerCase()
  const subtype = SUBTYPES.get(extension) ?? extension
  if (file.type === 'document')
    return extension === 'pdf' ? 'application/pdf' : 'application/octet-stream'
  return `${file.type}/${subtype === '' ? '*' : subtype}`
}

const SUBTYPES: ReadonlyMap<string, string> = new Map([
  ['jpg', 'jpeg'],
  ['svg', 'svg+xml'],
  ['mp3', 'mpeg'],
  ['mpga', 'mpeg'],
  ['m4a', 'mp4'],
  ['mov', 'quicktime'],
])
