const DECLARED_CHARSET = /charset\s*=\s*["']?([\w.:-]+)/i
const MARKED_CHARSET =
  /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)/i
const MARK_BYTES = 1024

/**
 * The text of an answer: in the charset its header names; else UTF-8 if it is that; else what the document says of itself; else
 * UTF-8 with replacement characters.
 */
export function decodeResponse(bytes: Uint8Array, contentType: string | undefined): string {
  const declared = DECLARED_CHARSET.exec(contentType ?? '')?.[1]
  const decoder = declared === undefined ? undefined : decoderFor(declared)
  if (decoder) return decoder.decode(bytes)
  const marked = isUtf8(bytes) ? undefined : markedCharset(bytes)
  return (decoderFor(marked ?? 'utf-8') ?? new TextDecoder()).decode(bytes)
}

/** Whether the bytes are UTF-8 as far as they go: the last character may be cut off. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function markedCharset(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, MARK_BYTES))
  const match = MARKED_CHARSET.exec(start)
  return match?.[1] ?? match?.[2]
}

function decoderFor(charset: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(charset)
  } catch {
    return undefined
  }
}
