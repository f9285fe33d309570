import { getDocumentProxy } from 'unpdf'
import type { ExtractionLimits } from '../extraction-limits.js'
import { ExtractionProblem } from '../extraction-problem.js'

/** What is used of the library, whose own types lead to packages that are not there. */
type PdfDocument = {
  readonly numPages: number
  getPage(number: number): Promise<PdfPage>
}
type PdfPage = {
  getTextContent(): Promise<{ readonly items: readonly PdfItem[] }>
  cleanup(): void
}
/** Marks of structure have no text. */
type PdfItem = { readonly str?: string; readonly hasEOL?: boolean }

/** The texts of all pages, one after another. */
export async function readPdf(
  bytes: Uint8Array,
  { maxCharacters }: ExtractionLimits,
): Promise<string> {
  const pdf = await openPdf(bytes)
  const pages: string[] = []
  let length = 0
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    const text = items.map(({ str = '', hasEOL }) => (hasEOL ? `${str}\n` : str)).join('')
    page.cleanup()
    length += text.length
    if (length > maxCharacters)
      throw new ExtractionProblem(`the text is longer than ${maxCharacters} characters`)
    pages.push(text)
  }
  return pages.join('\n')
}

async function openPdf(bytes: Uint8Array): Promise<PdfDocument> {
  const pdf: unknown = await getDocumentProxy(bytes.slice(), {
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    enableXfa: false,
    verbosity: 0,
  })
  if (!isPdfDocument(pdf)) throw new TypeError('The PDF library gave something else.')
  return pdf
}

function isPdfDocument(value: unknown): value is PdfDocument {
  return typeof value === 'object' && value !== null && 'numPages' in value && 'getPage' in value
}
