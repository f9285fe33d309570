import { UnexpectedFailure } from '@weft/application/kernel'
import { WeftError, type Logger } from '@weft/domain/kernel'
import type { ServiceContext } from './service-context.js'
import { expectedErrorOf, wireErrorOf } from './wire-error.js'

/** Answers with the error's envelope. What nobody foresaw is logged here, once, and not told to the caller. */
export function errorResponse(c: ServiceContext, error: unknown, logger: Logger): Response {
  const requestId = c.get('requestId')
  if (isUnheardOf(c, error)) logger.error('request failed unexpectedly', { requestId, error })
  const { status, code, message, params, headers } = wireErrorOf(error, c.get('unexpectedCode'))
  for (const [name, value] of Object.entries(headers ?? {})) c.header(name, value)
  const details = error instanceof WeftError ? error.details : undefined
  return c.json({ code, message, status, params, request_id: requestId, details }, status)
}

/** A use case that wraps what it did not foresee has logged it; and what fails because nobody waits is no failure. */
function isUnheardOf(c: ServiceContext, error: unknown): boolean {
  const isLogged = error instanceof UnexpectedFailure
  return !isLogged && expectedErrorOf(error) === undefined && !c.get('abort').signal.aborted
}
