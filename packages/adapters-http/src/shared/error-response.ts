import type { Logger } from '@weft/domain/kernel'
import { WeftError } from '@weft/domain/kernel'
import type { ServiceContext } from './service-context.js'
import { expectedErrorOf, wireErrorOf } from './wire-error.js'

/** Answers with the error's envelope. What nobody foresaw is logged here, once, and not told to the caller. */
export function errorResponse(c: ServiceContext, error: unknown, logger: Logger): Response {
  const requestId = c.get('requestId')
  if (expectedErrorOf(error) === undefined && !c.get('abort').signal.aborted)
    logger.error('request failed unexpectedly', { requestId, error })
  const { status, code, message, params, headers } = wireErrorOf(error, c.get('unexpectedCode'))
  for (const [name, value] of Object.entries(headers ?? {})) c.header(name, value)
  const details = error instanceof WeftError ? error.details : undefined
  return c.json({ code, message, status, params, request_id: requestId, details }, status)
}
