import { decodeText } from '../decode-text.js'

/** Lines of `key: value`; comments and blank lines stay. */
export function readProperties(bytes: Uint8Array): string {
  return decodeText(bytes)
    .split(/\r\n|\r|\n/)
    .map(presentLine)
    .join('\n')
}

function presentLine(raw: string): string {
  const line = raw.trim()
  if (line === '' || line.startsWith('#') || line.startsWith('!')) return line
  const at = line.includes('=') ? line.indexOf('=') : line.indexOf(':')
  const [key, value] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
  return `${key.trim()}: ${value.trim()}`
}
