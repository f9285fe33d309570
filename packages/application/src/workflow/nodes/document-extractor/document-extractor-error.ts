/** Why a file gave no text. */
export class DocumentExtractorError extends Error {
  constructor(
    /** As clients know it. */
    readonly errorType:
      | 'DocumentExtractorError'
      | 'FileDownloadError'
      | 'NodeNotConfiguredError'
      | 'TextExtractionError'
      | 'UnsupportedFileTypeError',
    message: string,
  ) {
    super(message)
  }
}
