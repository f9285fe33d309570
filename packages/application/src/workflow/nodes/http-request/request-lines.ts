/** The lines of a text that say something, without the blanks around them. */
export function splitLines(text: string): readonly string[] {
  return text
    .split(/\r\n|[\n\r\v\f\x85\u2028\u2029]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Name and value around the first colon; the value is empty where there is none. */
export function splitLine(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':')
  if (colon < 0) return [line.trim(), '']
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
}
