import { randomUUID } from 'node:crypto'
import type { Logger } from '@weft/domain/kernel'
import type { MiddlewareHandler } from 'hono'
import { outgoingOf, type ServiceContext, type ServiceEnv } from './service-context.js'
import { givenTraceId, parentTraceId } from './trace-id.js'

export type RequestScopeOptions = {
  readonly logger: Logger
  /** Shown as `X-Version`. */
  readonly version: string
  /** Shown as `X-Env`. */
  readonly environment: string
}

const REQUEST_ID = /^[A-Za-z0-9_-]{1,128}$/

/** Gives every request its id, its standard headers, a signal for when nobody waits any more, and one line in the log. */
export function requestScope(options: RequestScopeOptions): MiddlewareHandler<ServiceEnv> {
  return async (c, next) => {
    const startedAt = performance.now()
    open(c, options)
    await next()
    logAnswer(c, options.logger, performance.now() - startedAt)
  }
}

function logAnswer(c: ServiceContext, logger: Logger, durationMs: number): void {
  const { method, path } = c.req
  const fields = {
    requestId: c.get('requestId'),
    traceId: c.get('traceId') ?? parentTraceId(c),
    method,
    path,
    status: c.res.status,
    durationMs: Math.round(durationMs),
    isAborted: c.get('abort').signal.aborted,
    ...c.get('logFields'),
  }
  if (path.startsWith('/health/')) logger.debug('request answered', fields)
  else logger.info('request answered', fields)
}

function open(c: ServiceContext, { version, environment }: RequestScopeOptions): void {
  const given = c.req.header('X-Request-Id')
  const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID()
  c.set('requestId', requestId)
  c.set('traceId', givenTraceId(c))
  c.set('abort', abortWhenGone(c))
  c.set('unexpectedCode', 'unknown')
  c.set('logFields', {})
  c.header('X-Version', version)
  c.header('X-Env', environment)
  c.header('X-Request-Id', requestId)
  c.header('X-Content-Type-Options', 'nosniff')
}

function abortWhenGone(c: ServiceContext): AbortController {
  const controller = new AbortController()
  const abort = () => {
    controller.abort(new DOMException('The client went away.', 'AbortError'))
  }
  const outgoing = outgoingOf(c)
  if (outgoing === undefined) c.req.raw.signal.addEventListener('abort', abort, { once: true })
  else
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) abort()
    })
  return controller
}
