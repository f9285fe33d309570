import * as xlsx from '@e965/xlsx'
import { zipSync } from 'fflate'

const { utils, write } = xlsx

type CompoundFiles = {
  readonly utils: {
    cfb_new(): object
    cfb_add(file: object, name: string, content: Uint8Array): void
  }
  write(file: object, options: { readonly type: 'buffer' }): Uint8Array
}

/** The library's own types leave this one open. */
const { CFB } = xlsx as { readonly CFB: CompoundFiles }

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A packed document with these parts. */
export function zip(parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const files = Object.entries(parts).map(
    ([name, part]) => [name, typeof part === 'string' ? bytesOf(part) : part] as const,
  )
  return zipSync(Object.fromEntries(files))
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

export const paragraph = (text: string): string =>
  `<w:p><w:pPr><w:tab/></w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`

export function docx(
  body: string,
  options: { readonly prolog?: string; readonly parts?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  return zip({
    '[Content_Types].xml': `${XML}<Types/>`,
    'word/document.xml': `${options.prolog ?? XML}<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`,
    ...options.parts,
  })
}

export type Row = readonly (string | number | boolean | Date | null)[]

export function workbook(
  sheets: Readonly<Record<string, readonly Row[]>>,
  bookType: 'xlsx' | 'biff8' = 'xlsx',
): Uint8Array {
  const book = utils.book_new()
  for (const [name, rows] of Object.entries(sheets))
    utils.book_append_sheet(
      book,
      utils.aoa_to_sheet(
        rows.map((row) => [...row]),
        { UTC: true },
      ),
      name,
    )
  return new Uint8Array(write(book, { type: 'array', bookType }) as ArrayBuffer)
}

/** A PDF with one page per text; numbers of bytes are left for readers to find out. */
export function pdf(...pages: readonly string[]): Uint8Array {
  const kids = pages.map((_, index) => `${4 + 2 * index} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap((text, index) => {
      const content = `BT /F1 12 Tf 72 720 Td (${text}) Tj ET`
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * index} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
  ]
  return pdfOf(objects)
}

export function pdfOf(objects: readonly string[]): Uint8Array {
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('')
  return Buffer.from(
    `%PDF-1.4\n${body}trailer << /Root 1 0 R /Size ${objects.length + 1} >>\n%%EOF`,
    'latin1',
  )
}

/** An Outlook mail that has only a body. */
export function msg(body: string): Uint8Array {
  const file = CFB.utils.cfb_new()
  const header = Buffer.alloc(32)
  const entry = Buffer.alloc(16)
  entry.writeUInt32LE(0x1000001f, 0)
  entry.writeUInt32LE(6, 4)
  entry.writeUInt32LE(Buffer.byteLength(body, 'utf16le') + 2, 8)
  CFB.utils.cfb_add(file, '/__properties_version1.0', Buffer.concat([header, entry]))
  CFB.utils.cfb_add(file, '/__substg1.0_1000001F', Buffer.from(body, 'utf16le'))
  return new Uint8Array(CFB.write(file, { type: 'buffer' }))
}

export const epub = (
  chapters: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Uint8Array => {
  const names = Object.keys(chapters)
  const items = names.map((name, index) => `<item id="c${index}" href="${name}"/>`).join('')
  const spine = names.map((_, index) => `<itemref idref="c${index}"/>`).join('')
  const parts = Object.entries(chapters).map(([name, text]) => [`OEBPS/${name}`, text] as const)
  return zip({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml':
      '<container><rootfiles><rootfile full-path="OEBPS/content.opf"/></rootfiles></container>',
    'OEBPS/content.opf': `<package><manifest>${items}</manifest><spine>${spine}</spine></package>`,
    ...Object.fromEntries(parts),
    ...more,
  })
}

export const odt = (body: string, prolog = ''): Uint8Array =>
  zip({
    'content.xml': `${prolog}<office:document-content><office:body>${body}</office:body></office:document-content>`,
  })

export const pptx = (
  slides: readonly string[],
  parts: Readonly<Record<string, string>> = {},
): Uint8Array =>
  zip({
    ...Object.fromEntries(
      slides.map((text, index) => [
        `ppt/slides/slide${index + 1}.xml`,
        `<p:sld><p:txBody>${text}</p:txBody></p:sld>`,
      ]),
    ),
    ...parts,
  })

export const slideParagraph = (text: string): string => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`
