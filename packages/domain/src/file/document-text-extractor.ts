import type { DocumentFormat } from './document-format.js'

export type Document = {
  readonly format: DocumentFormat
  readonly bytes: Uint8Array
  /** For services that want one; has no other meaning. */
  readonly filename?: string
}

/**
 * Finds the text of a document. Documents come from anybody: whatever they hold, nothing is fetched, nothing runs, and time and
 * memory are bounded.
 */
export interface DocumentTextExtractor {
  /**
   * @throws TextExtractionFailed when the document cannot be read, takes too long or is too large.
   * Rejects with the signal's reason once aborted.
   */
  extract(document: Document, options: { readonly signal: AbortSignal }): Promise<string>
}
