import { createHash } from 'node:crypto'

/** A UUID (version 8) that is always the same for the same names. */
export function nameBasedUuid(...names: readonly string[]): string {
  const hex = createHash('sha256').update(names.join('\u0000')).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
