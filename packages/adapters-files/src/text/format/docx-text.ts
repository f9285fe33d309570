import { Archive } from '../archive.js'
import { decodeText } from '../decode-text.js'
import type { ExtractionLimits } from '../extraction-limits.js'
import { markdownTable } from '../markdown-table.js'
import { walkXml, type Attributes } from '../walk-markup.js'

/** What is no text of the document: deleted words, field codes, drawings for older programs. */
const SKIPPED = new Set(['w:del', 'w:moveFrom', 'w:instrText', 'mc:Fallback', 'w:pPr', 'w:rPr'])
const MAX_SPAN = 100

/** Paragraphs and tables in their order, tables in Markdown. Nothing a document refers to is looked at. */
export function readDocx(bytes: Uint8Array, limits: ExtractionLimits): string {
  const archive = Archive.open(bytes, limits)
  const collector = new DocxCollector()
  walkXml(decodeText(archive.require('word/document.xml')), {
    open: (name, attributes) => {
      collector.open(name, attributes)
    },
    text: (text) => {
      collector.text(text)
    },
    close: (name) => {
      collector.close(name)
    },
  })
  return collector.blocks.join('\n')
}

type Cell = { lines: string[]; span: number }
type Table = { rows: string[][]; cell: Cell | undefined }

class DocxCollector {
  readonly blocks: string[] = []
  private readonly tables: Table[] = []
  /** Paragraphs hold paragraphs where there are text boxes. */
  private readonly paragraphs: string[] = []
  private skipped = 0
  private isText = false

  open(name: string, attributes: Attributes): void {
    if (SKIPPED.has(name)) this.skipped += 1
    if (name === 'w:gridSpan') this.widen(attributes['w:val'])
    if (this.skipped > 0) return
    if (name === 'w:p') this.paragraphs.push('')
    else if (name === 'w:t') this.isText = true
    else if (name === 'w:tab') this.append('\t')
    else if (name === 'w:br' || name === 'w:cr') this.append('\n')
    else if (name === 'w:noBreakHyphen') this.append('-')
    else this.openTable(name)
  }

  text(text: string): void {
    if (this.isText && this.skipped === 0) this.append(text)
  }

  close(name: string): void {
    if (SKIPPED.has(name)) this.skipped -= 1
    if (this.skipped > 0) return
    if (name === 'w:t') this.isText = false
    else if (name === 'w:p') this.addParagraph((this.paragraphs.pop() ?? '').trim())
    else this.closeTable(name)
  }

  private openTable(name: string): void {
    const table = this.tables.at(-1)
    if (name === 'w:tbl') this.tables.push({ rows: [], cell: undefined })
    else if (name === 'w:tr') table?.rows.push([])
    else if (name === 'w:tc' && table) table.cell = { lines: [], span: 1 }
  }

  private closeTable(name: string): void {
    const table = this.tables.at(-1)
    if (name === 'w:tc' && table?.cell) {
      const { lines, span } = table.cell
      table.rows.at(-1)?.push(...Array.from({ length: span }, () => lines.join('\n')))
      table.cell = undefined
    } else if (name === 'w:tbl' && table) {
      this.tables.pop()
      this.addTable(table.rows)
    }
  }

  private addTable(rows: readonly (readonly string[])[]): void {
    if (rows.every((row) => row.every((cell) => cell === ''))) return
    const outer = this.tables.at(-1)?.cell
    if (outer) outer.lines.push(...rows.map((row) => row.join(' ')))
    else this.blocks.push(markdownTable(rows, () => '---'))
  }

  private addParagraph(text: string): void {
    if (text === '') return
    const cell = this.tables.at(-1)?.cell
    if (cell) cell.lines.push(text)
    else this.blocks.push(text)
  }

  private append(text: string): void {
    const paragraph = this.paragraphs.pop()
    if (paragraph !== undefined) this.paragraphs.push(paragraph + text)
  }

  private widen(value: string | undefined): void {
    const cell = this.tables.at(-1)?.cell
    const span = Number(value)
    if (cell && Number.isInteger(span)) cell.span = Math.min(Math.max(span, 1), MAX_SPAN)
  }
}
