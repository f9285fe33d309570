import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** An error as the Service API shows it. */
export type WireError = {
  readonly status: ContentfulStatusCode
  /** What programs may depend on. */
  readonly code: string
  /** For people. */
  readonly message: string
  /** The one field the error concerns, where it is one. */
  readonly params?: string
  readonly headers?: { readonly [name: string]: string }
}

/** The request fails at the border, before any use case sees it. */
export class RequestRefused extends Error {
  constructor(readonly wire: WireError) {
    super(wire.message)
    this.name = 'RequestRefused'
  }

  static invalidParam(message: string, params?: string): RequestRefused {
    const field = params === undefined ? {} : { params }
    return new RequestRefused({ status: 400, code: 'invalid_param', message, ...field })
  }

  static badRequest(message: string): RequestRefused {
    return new RequestRefused({ status: 400, code: 'bad_request', message })
  }

  static notFound(): RequestRefused {
    return new RequestRefused({
      status: 404,
      code: 'not_found',
      message: 'There is nothing at this URL. Check its spelling.',
    })
  }

  static methodNotAllowed(allowed: readonly string[]): RequestRefused {
    return new RequestRefused({
      status: 405,
      code: 'method_not_allowed',
      message: 'The method is not allowed for the requested URL.',
      headers: { Allow: allowed.join(', ') },
    })
  }

  static unsupportedMediaType(): RequestRefused {
    return new RequestRefused({
      status: 415,
      code: 'unsupported_media_type',
      message:
        "Did not attempt to load JSON data because the request Content-Type was not 'application/json'.",
    })
  }

  static bodyTooLarge(maxBytes: number): RequestRefused {
    return new RequestRefused({
      status: 413,
      code: 'request_entity_too_large',
      message: `The request body is larger than the ${maxBytes} bytes this server accepts.`,
    })
  }

  static notImplemented(message: string): RequestRefused {
    return new RequestRefused({ status: 501, code: 'not_implemented', message })
  }
}
