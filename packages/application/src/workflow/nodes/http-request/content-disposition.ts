export type ContentDisposition = {
  readonly isAttachment: boolean
  /** A plain name, without folders; absent when none is given. */
  readonly filename: string | undefined
}

const MAX_NAME_LENGTH = 200

/** Reads a `Content-Disposition` (RFC 6266). Whatever is there, the name it gives is only a name. */
export function parseContentDisposition(header: string | undefined): ContentDisposition {
  if (header === undefined) return { isAttachment: false, filename: undefined }
  const isAttachment = /^\s*attachment\s*(;|$)/i.test(header)
  const extended = /;\s*filename\*\s*=\s*([\w-]+)'[^']*'([^\s;]+)/i.exec(header)
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i.exec(header)
  const name =
    (extended && decodeExtended(extended[1] ?? '', extended[2] ?? '')) ??
    fromBytes(plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2])
  return { isAttachment, filename: plainName(name) }
}

function decodeExtended(charset: string, text: string): string | undefined {
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  )
  return /^utf-?8$/i.test(charset) ? fromBytes(bytes) : bytes
}

/** Headers come with one character per byte; the bytes usually are UTF-8. */
function fromBytes(text: string | undefined): string | undefined {
  if (text === undefined || !isByteString(text)) return text
  try {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return text
  }
}

function isByteString(text: string): boolean {
  return Array.from(text).every((character) => character <= '\xff')
}

/** The last part of a path, without characters that end lines or are not seen; nothing when that leaves nothing. */
export function plainName(name: string | undefined): string | undefined {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? ''
  const visible = last.replace(/\p{C}/gu, '').trim().slice(-MAX_NAME_LENGTH)
  return visible === '' || visible === '.' || visible === '..' ? undefined : visible
}
