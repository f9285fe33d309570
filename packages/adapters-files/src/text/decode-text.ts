import { detect } from 'chardet'

const SAMPLE_BYTES = 64 * 1024
const REPLACEMENT = /\ufffd/g

/** Text in whatever charset it seems to be; bytes that mean nothing in it are left out. */
export function decodeText(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? decodeAs(markedCharset(bytes) ?? detectCharset(bytes), bytes)
}

/** Nothing when the bytes are no UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The charset the first bytes mark. */
function markedCharset([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined
}

function detectCharset(bytes: Uint8Array): string {
  return detect(bytes.subarray(0, SAMPLE_BYTES)) ?? 'utf-8'
}

function decodeAs(charset: string, bytes: Uint8Array): string {
  return decoderFor(charset).decode(bytes).replace(REPLACEMENT, '')
}

function decoderFor(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}
