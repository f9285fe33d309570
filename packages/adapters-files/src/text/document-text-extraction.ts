import {
  TextExtractionFailed,
  type Document,
  type DocumentFormat,
  type DocumentTextExtractor,
} from '@weft/domain/file'
import { DEFAULT_EXTRACTION_LIMITS, type ExtractionLimits } from './extraction-limits.js'
import { ExtractionProblem, problemText } from './extraction-problem.js'
import { readDocument, type LocalFormat } from './read-document.js'
import { runThread } from './run-thread.js'
import { Turnstile } from './turnstile.js'
import { UnstructuredService, type UnstructuredOptions } from './unstructured-service.js'

export type TextExtractionOptions = {
  readonly limits?: Partial<ExtractionLimits>
  /** Documents that are read at the same time, each on a thread of its own; default 2. */
  readonly concurrency?: number
  /** A service for the formats that cannot be read here (`doc`, `ppt`); it then reads `pptx`, `epub` and `odt` too. */
  readonly unstructured?: UnstructuredOptions
}

/** Formats that cost next to nothing while they are short. */
const LIGHT: ReadonlySet<DocumentFormat> = new Set(['plain', 'json', 'csv', 'properties', 'vtt'])
const LIGHT_BYTES = 256 * 1024
const DEFAULT_CONCURRENCY = 2

/** Finds the text of documents with libraries that run here, and asks a service for the rest. */
export class DocumentTextExtraction implements DocumentTextExtractor {
  private readonly limits: ExtractionLimits
  private readonly threads: Turnstile
  private readonly service: UnstructuredService | undefined

  constructor(options: TextExtractionOptions = {}) {
    this.limits = { ...DEFAULT_EXTRACTION_LIMITS, ...options.limits }
    this.threads = new Turnstile(options.concurrency ?? DEFAULT_CONCURRENCY)
    this.service = options.unstructured && new UnstructuredService(options.unstructured)
  }

  async extract(document: Document, { signal }: { readonly signal: AbortSignal }): Promise<string> {
    signal.throwIfAborted()
    try {
      return await this.read(document, signal)
    } catch (error) {
      if (signal.aborted) throw error
      throw toFailure(document.format, error)
    }
  }

  private read(document: Document, signal: AbortSignal): Promise<string> {
    const { format, bytes } = document
    if (this.service && SERVICE_FORMATS.has(format)) return this.service.read(document, signal)
    if (format === 'doc' || format === 'ppt') return Promise.reject(serviceMissing(format))
    return this.readHere(format, bytes, signal)
  }

  private readHere(format: LocalFormat, bytes: Uint8Array, signal: AbortSignal): Promise<string> {
    const { limits } = this
    if (LIGHT.has(format) && bytes.byteLength <= LIGHT_BYTES)
      return readDocument(format, bytes, limits)
    return this.threads.pass(() => runThread({ format, bytes, limits }, signal), signal)
  }
}

const SERVICE_FORMATS: ReadonlySet<DocumentFormat> = new Set(['doc', 'ppt', 'pptx', 'epub', 'odt'])

function serviceMissing(format: 'doc' | 'ppt'): TextExtractionFailed {
  return new TextExtractionFailed(
    `Unstructured API URL is not configured for ${format.toUpperCase()} file processing.`,
  )
}

const NAMES: Partial<Record<DocumentFormat, string>> = {
  plain: 'plain text',
  excel: 'Excel',
  properties: 'properties',
}

function toFailure(format: DocumentFormat, error: unknown): TextExtractionFailed {
  if (error instanceof TextExtractionFailed) return error
  const name = NAMES[format] ?? format.toUpperCase()
  const options = error instanceof ExtractionProblem ? {} : { cause: error }
  return new TextExtractionFailed(
    `Failed to extract text from ${name} file: ${problemText(error)}`,
    options,
  )
}
