import type { DocumentFormat } from '@weft/domain/file'
import type { ExtractionLimits } from './extraction-limits.js'
import { ExtractionProblem } from './extraction-problem.js'

type FormatReader = (bytes: Uint8Array, limits: ExtractionLimits) => string | Promise<string>

/** Formats that are read here; the others need a service. */
export type LocalFormat = Exclude<DocumentFormat, 'doc' | 'ppt'>

/** Libraries are loaded with the first document that needs them. */
const READERS: { readonly [format in LocalFormat]: () => Promise<FormatReader> } = {
  plain: async () => (await import('./format/plain-text.js')).readPlainText,
  json: async () => (await import('./format/json-text.js')).readJson,
  yaml: async () => (await import('./format/yaml-text.js')).readYaml,
  pdf: async () => (await import('./format/pdf-text.js')).readPdf,
  docx: async () => (await import('./format/docx-text.js')).readDocx,
  csv: async () => (await import('./format/csv-text.js')).readCsv,
  excel: async () => (await import('./format/excel-text.js')).readExcel,
  pptx: async () => (await import('./format/pptx-text.js')).readPptx,
  epub: async () => (await import('./format/epub-text.js')).readEpub,
  odt: async () => (await import('./format/odt-text.js')).readOdt,
  eml: async () => (await import('./format/eml-text.js')).readEml,
  msg: async () => (await import('./format/msg-text.js')).readMsg,
  properties: async () => (await import('./format/properties-text.js')).readProperties,
  vtt: async () => (await import('./format/vtt-text.js')).readVtt,
}

/** The text of a document. Rejects with whatever the reader of its format finds wrong. */
export async function readDocument(
  format: LocalFormat,
  bytes: Uint8Array,
  limits: ExtractionLimits,
): Promise<string> {
  const read = await READERS[format]()
  const text = await read(bytes, limits)
  if (text.length > limits.maxCharacters)
    throw new ExtractionProblem(`the text is longer than ${limits.maxCharacters} characters`)
  return text
}
