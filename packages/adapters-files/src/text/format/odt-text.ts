import { Archive } from '../archive.js'
import { decodeText } from '../decode-text.js'
import type { ExtractionLimits } from '../extraction-limits.js'
import { walkXml, type Attributes } from '../walk-markup.js'

const PARAGRAPHS = new Set(['text:p', 'text:h'])
const SKIPPED = new Set(['text:tracked-changes', 'office:annotation', 'text:note-citation'])
const MAX_SPACES = 1_000

/** Headings and paragraphs in their order. */
export function readOdt(bytes: Uint8Array, limits: ExtractionLimits): string {
  const archive = Archive.open(bytes, limits)
  const lines: string[] = []
  const open: string[] = []
  let skipped = 0
  const append = (text: string): void => {
    if (skipped > 0) return
    const line = open.pop()
    if (line !== undefined) open.push(line + text)
  }
  walkXml(decodeText(archive.require('content.xml')), {
    open(name, attributes) {
      if (SKIPPED.has(name)) skipped += 1
      if (PARAGRAPHS.has(name)) open.push('')
      else append(blank(name, attributes))
    },
    text: append,
    close(name) {
      if (SKIPPED.has(name)) skipped -= 1
      const line = PARAGRAPHS.has(name) ? open.pop()?.trim() : undefined
      if (line) lines.push(line)
    },
  })
  return lines.join('\n')
}

/** What an element stands for in the text. */
function blank(name: string, attributes: Attributes): string {
  if (name === 'text:tab') return '\t'
  if (name === 'text:line-break') return '\n'
  if (name !== 'text:s') return ''
  const count = Number(attributes['text:c'] ?? 1)
  return Number.isInteger(count) && count > 0 ? ' '.repeat(Math.min(count, MAX_SPACES)) : ' '
}
