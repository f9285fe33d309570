export type MultipartPart = {
  readonly name: string
  readonly filename?: string
  readonly contentType?: string
  readonly content: string | Uint8Array
}

export type Multipart = {
  /** With the boundary. */
  readonly contentType: string
  readonly content: Uint8Array
}

const encoder = new TextEncoder()

/** Parts as `multipart/form-data` (RFC 7578), names written as browsers write them. */
export function encodeMultipart(parts: readonly MultipartPart[]): Multipart {
  const boundary = `weft-${crypto.randomUUID()}`
  const pieces = parts.flatMap((part) => [
    encoder.encode(`--${boundary}\r\n${headOf(part)}\r\n\r\n`),
    typeof part.content === 'string' ? encoder.encode(part.content) : part.content,
    encoder.encode('\r\n'),
  ])
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    content: join([...pieces, encoder.encode(`--${boundary}--\r\n`)]),
  }
}

function headOf({ name, filename, contentType }: MultipartPart): string {
  const file = filename === undefined ? '' : `; filename="${quote(filename)}"`
  const disposition = `Content-Disposition: form-data; name="${quote(name)}"${file}`
  return contentType === undefined ? disposition : `${disposition}\r\nContent-Type: ${contentType}`
}

/** A name can end neither its quotation marks nor its line. */
function quote(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.byteLength, 0))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.byteLength
  }
  return whole
}
