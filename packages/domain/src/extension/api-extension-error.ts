import {
  ExternalServiceError,
  NotFound,
  ValidationError,
  type WeftErrorOptions,
} from '../kernel/index.js'

/** The workspace has no such extension. */
export class ApiExtensionNotFound extends NotFound {
  override readonly code = 'extension.not_found'

  constructor(readonly id: string) {
    super(`The workspace has no API extension ${JSON.stringify(id)}.`)
  }
}

/** The endpoint does not answer as an extension does, so it is not kept. */
export class ApiExtensionRejected extends ValidationError {
  override readonly code = 'extension.rejected'
}

/**
 * `status`: it answered with another status than 200. `timeout` and `connection`: it did not answer, or only in part.
 * `answer`: what it said cannot be used.
 */
export type ApiExtensionFailureKind = 'status' | 'timeout' | 'connection' | 'answer'

/** An extension that was called let the app down. The message says how, and may be shown to the app's users. */
export class ApiExtensionFailed extends ExternalServiceError {
  override readonly code = 'extension.failed'

  constructor(
    readonly kind: ApiExtensionFailureKind,
    message: string,
    options: WeftErrorOptions = {},
  ) {
    super(message, options)
  }
}
