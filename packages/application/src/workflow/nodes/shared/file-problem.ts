import { FileNotFound } from '@weft/domain/file'
import { InfrastructureError, ValidationError } from '@weft/domain/kernel'

/** Whether a file reader failed because of the file or its source, and not because of a mistake in the program. */
export function isFileProblem(error: unknown): error is Error {
  return (
    error instanceof FileNotFound ||
    error instanceof ValidationError ||
    error instanceof InfrastructureError
  )
}
