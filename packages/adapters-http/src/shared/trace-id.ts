import type { ServiceContext } from './service-context.js'

const TRACE_ID = /^[A-Za-z0-9_-]{1,128}$/
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/

/** The trace id the caller gives in the header `X-Trace-Id`, else in the query. Ill-formed ones are ignored. */
export function givenTraceId(c: ServiceContext): string | undefined {
  return wellFormedTraceId(c.req.header('X-Trace-Id')) ?? wellFormedTraceId(c.req.query('trace_id'))
}

/** The trace id of whatever the caller is itself a part of: the last place to look. */
export function parentTraceId(c: ServiceContext): string | undefined {
  return TRACEPARENT.exec(c.req.header('traceparent') ?? '')?.[1]
}

export function wellFormedTraceId(raw: unknown): string | undefined {
  return typeof raw === 'string' && TRACE_ID.test(raw) ? raw : undefined
}
