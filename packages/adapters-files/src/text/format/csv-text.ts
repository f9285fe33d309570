import { parse } from 'csv-parse/sync'
import { decodeText } from '../decode-text.js'
import { headDashes, markdownTable } from '../markdown-table.js'

/** The rows as a Markdown table, the first one its head. */
export function readCsv(bytes: Uint8Array): string {
  const rows = parse(decodeText(bytes), {
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  })
  return markdownTable(rows, headDashes)
}
