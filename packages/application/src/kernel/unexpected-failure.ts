import { InfrastructureError, WeftError } from '@weft/domain/kernel'

/** Something failed that nobody foresaw. The message may be shown to anybody: what happened is in `cause` alone. */
export class UnexpectedFailure extends InfrastructureError {
  readonly code = 'unexpected_failure'

  constructor(cause: unknown) {
    super('Internal Server Error, please contact support.', { cause })
  }
}

/** The error as the error tree knows it. */
export function toWeftError(error: unknown): WeftError {
  return error instanceof WeftError ? error : new UnexpectedFailure(error)
}
