import { displayWidth } from '../terminal/start-screen.js'

/** Columns a text takes, wide characters counting twice. */
export function columnsOf(text: string): number {
  return displayWidth(text)
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The text on one line of at most so many columns. */
export function fitted(text: string, maxColumns: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (columnsOf(line) <= maxColumns) return line
  let kept = ''
  for (const { segment } of graphemes.segment(line)) {
    if (columnsOf(kept) + columnsOf(segment) > maxColumns - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** Not allowed in XML, or able to turn around the text that follows. */
const UNFIT = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu
const MARKUP: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Any text as the content or the attribute of an element, in HTML and in SVG: it stays text. */
export function escaped(text: string): string {
  return text
    .replace(UNFIT, '\ufffd')
    .replace(/[&<>"']/g, (character) => MARKUP[character] ?? character)
}

/** Milliseconds as people say them. */
export function duration(ms: number): string {
  if (ms < 1) return '< 1 ms'
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
