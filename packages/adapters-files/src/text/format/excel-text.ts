import { read, utils, type WorkSheet } from '@e965/xlsx'
import { Archive } from '../archive.js'
import type { ExtractionLimits } from '../extraction-limits.js'
import { headDashes, markdownTable } from '../markdown-table.js'

const MAX_ROWS = 200_000
const MAX_CELLS = 5_000_000

/** Every sheet as a Markdown table, with blank lines between them; empty rows are left out. */
export function readExcel(bytes: Uint8Array, limits: ExtractionLimits): string {
  if (isZip(bytes)) Archive.open(bytes, limits)
  const book = read(bytes, {
    type: 'array',
    dense: true,
    cellFormula: false,
    cellHTML: false,
    cellDates: true,
    UTC: true,
    sheetRows: MAX_ROWS,
  })
  return book.SheetNames.flatMap((name) => {
    const sheet = book.Sheets[name]
    return sheet ? [sheetTable(sheet)] : []
  })
    .filter((table) => table !== '')
    .join('\n\n')
}

/** The older format is a compound file. */
function isZip([first, second]: Uint8Array): boolean {
  return first === 0x50 && second === 0x4b
}

function sheetTable(sheet: WorkSheet): string {
  const reference = sheet['!ref']
  if (reference === undefined) return ''
  const range = utils.decode_range(reference)
  const width = range.e.c - range.s.c + 1
  // A sheet may claim to be as wide as it likes; its rows are only as long as what is in them.
  const isBelievable = width * (range.e.r - range.s.r + 1) <= MAX_CELLS
  const rows = utils.sheet_to_json<unknown[]>(sheet, {
    header: 1,
    raw: true,
    blankrows: false,
    UTC: true,
    ...(isBelievable && { defval: null }),
  })
  const texts = rows.map((row) => Array.from(row, cellText))
  return markdownTable(
    texts.filter((row) => row.some((cell) => cell !== '')),
    headDashes,
  )
}

function cellText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
      return String(value)
    case 'boolean':
      return value ? 'True' : 'False'
    default:
      return value instanceof Date ? dateText(value) : ''
  }
}

function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  return date.toISOString().slice(0, 19).replace('T', ' ')
}
