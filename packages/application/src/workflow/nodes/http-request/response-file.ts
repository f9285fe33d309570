import { extensionOf, type NewFile } from '@weft/domain/file'
import type { EgressResponse } from '@weft/domain/kernel'
import { parseContentDisposition, plainName } from './content-disposition.js'
import { bareMediaType, extensionFor, mimeTypeFor } from './media-type.js'
import { isUtf8 } from './response-text.js'

const TEXT_LIKE = ['json', 'xml', 'javascript', 'x-www-form-urlencoded', 'yaml', 'graphql']
const TEXT_MARKS = ['{', '[', '<', 'function', 'var ', 'const ', 'let ']
const SAMPLE_BYTES = 1024

/** Whether an answer is a file to keep rather than a text to go on with. */
export function isFileResponse({
  headers,
  body,
}: Pick<EgressResponse, 'headers' | 'body'>): boolean {
  const { isAttachment, filename } = parseContentDisposition(headers['content-disposition'])
  if (isAttachment || filename !== undefined) return true
  const type = bareMediaType(headers['content-type'])
  if (type.startsWith('application/')) return !isTextLike(type, body)
  return /^(image|audio|video)\//.test(type)
}

function isTextLike(type: string, body: Uint8Array): boolean {
  if (TEXT_LIKE.some((mark) => type.includes(mark))) return true
  const sample = body.subarray(0, SAMPLE_BYTES)
  if (!isUtf8(sample)) return false
  const text = new TextDecoder().decode(sample)
  return TEXT_MARKS.some((mark) => text.includes(mark))
}

/** The file an answer is, named by its header, else by its address, else by its type. */
export function toNewFile({ headers, url, body }: EgressResponse): NewFile {
  const { filename } = parseContentDisposition(headers['content-disposition'])
  const declaredType = bareMediaType(headers['content-type'])
  const fromUrl = plainName(decodePath(new URL(url).pathname))
  const namedType = mimeTypeFor(extensionOf(filename ?? ''))
  const urlType = mimeTypeFor(extensionOf(fromUrl ?? ''))
  const mimeType = namedType ?? (declaredType || urlType || 'application/octet-stream')
  const nameFromUrl =
    fromUrl !== undefined && extensionOf(fromUrl) !== '' ? fromUrl : `file${extensionFor(mimeType)}`
  return { filename: filename ?? nameFromUrl, mimeType, bytes: body }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
