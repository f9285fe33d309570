import { jsonrepair } from 'jsonrepair'

/**
 * The text as JSON: as it is when it is JSON already, so that long numbers keep their digits, else mended.
 *
 * @throws SyntaxError when it cannot be mended.
 */
export function repairJson(text: string): string {
  if (isJson(text)) return text
  const repaired = jsonrepair(text)
  JSON.parse(repaired)
  return repaired
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
