import { sha1 } from './sha1.js'

/**
 * The id under which a conversation variable's value is stored: the UUIDv5 of
 * `dify:conversation-variable:<name>` in the URL namespace. The same name always has the same id, whatever id the
 * document's author gave it.
 */
export function conversationVariableId(name: string): string {
  return uuidV5(URL_NAMESPACE, `dify:conversation-variable:${name}`)
}

const URL_NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8'

/** RFC 9562, section 5.5. */
function uuidV5(namespace: string, name: string): string {
  const digest = sha1([...bytesOfHex(namespace.replaceAll('-', '')), ...utf8(name)])
  const bytes = digest.slice(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function bytesOfHex(hex: string): number[] {
  return Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(i * 2, i * 2 + 2), 16))
}

function utf8(text: string): number[] {
  return Array.from(text).flatMap((character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) return [code]
    if (code < 0x800) return [0xc0 | (code >> 6), tail(code)]
    if (code < 0x10000) return [0xe0 | (code >> 12), tail(code >> 6), tail(code)]
    return [0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code)]
  })
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f)
}
