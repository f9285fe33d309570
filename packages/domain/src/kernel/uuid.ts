const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** True for a lower-case UUID of any version. */
export function isUuid(raw: string): boolean {
  return UUID.test(raw)
}

/**
 * Lays out a UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, version, 74 random bits.
 *
 * @param unixMs time of birth in milliseconds since 1970.
 * @param random at least ten random bytes.
 */
export function formatUuidV7(unixMs: number, random: Uint8Array): string {
  const time = unixMs.toString(16).padStart(12, '0')
  const randomA = ((at(random, 0) & 0x0f) | 0x70).toString(16).padStart(2, '0') + hex(random, 1, 2)
  const randomB = ((at(random, 2) & 0x3f) | 0x80).toString(16) + hex(random, 3, 4)
  return `${time.slice(0, 8)}-${time.slice(8)}-${randomA}-${randomB}-${hex(random, 4, 10)}`
}

function hex(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) text += at(bytes, i).toString(16).padStart(2, '0')
  return text
}

function at(bytes: Uint8Array, index: number): number {
  const byte = bytes[index]
  if (byte === undefined) throw new TypeError('A UUIDv7 needs ten random bytes')
  return byte
}
