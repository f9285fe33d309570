/** What taking the text from files may cost at most. */
export type DocumentExtractorLimits = {
  /** Longest file that is read. */
  readonly maxFileBytes: number
  /** Files of one list. */
  readonly maxFiles: number
}

export const DEFAULT_DOCUMENT_EXTRACTOR_LIMITS: DocumentExtractorLimits = {
  maxFileBytes: 50 * 1024 * 1024,
  maxFiles: 100,
}
