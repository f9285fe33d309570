/** A request that cannot be made, or whose answer cannot be used. */
export class HttpRequestError extends Error {
  constructor(
    /** As clients know it. */
    readonly errorType: HttpRequestErrorType,
    message: string,
  ) {
    super(message)
  }
}

export type HttpRequestErrorType =
  | 'HttpRequestNodeError'
  | 'AuthorizationConfigError'
  | 'FileFetchError'
  | 'InvalidHttpMethodError'
  | 'InvalidURLError'
  | 'RequestBodyError'
  | 'ResponseSizeError'
  | 'NodeNotConfiguredError'
