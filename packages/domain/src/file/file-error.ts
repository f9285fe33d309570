import { ExternalServiceError, NotFound, ValidationError } from '../kernel/index.js'

/** There is no such file for this tenant. */
export class FileNotFound extends NotFound {
  override readonly code = 'file.not_found'

  constructor(readonly reference: string) {
    super(`File ${reference} does not exist`, { details: { reference } })
  }
}

/** A file has more bytes than may be read here. */
export class FileTooLarge extends ValidationError {
  override readonly code = 'file.too_large'

  constructor(readonly maxBytes: number) {
    super(`The file is larger than ${maxBytes} bytes.`, { details: { maxBytes } })
  }
}

/** The bytes of a file cannot be had. */
export class FileNotReadable extends ExternalServiceError {
  override readonly code = 'file.not_readable'
}

/** No text can be read from this type of file. */
export class UnsupportedFileType extends ValidationError {
  override readonly code = 'file.unsupported_type'
}

/** The file is of a known type, but its text cannot be read: broken, protected, too large. */
export class TextExtractionFailed extends ValidationError {
  override readonly code = 'file.text_extraction_failed'
}
