import { decodeText } from '../decode-text.js'

/** The text as it stands: markup is not taken out. */
export function readPlainText(bytes: Uint8Array): string {
  return decodeText(bytes)
}
