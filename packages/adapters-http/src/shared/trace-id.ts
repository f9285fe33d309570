import type { ServiceContext } from './service-context.js'

const TRACE_ID = /^[A-Za-z0-9_-]{1,128}$/
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/

/**
 * The caller's trace id from header `X-Trace-Id`, query `trace_id`, or header `traceparent`, in this order.
 * An ill-formed one is ignored.
 */
export function traceIdOf(c: ServiceContext): string | undefined {
  return (
    wellFormedTraceId(c.req.header('X-Trace-Id')) ??
    wellFormedTraceId(c.req.query('trace_id')) ??
    TRACEPARENT.exec(c.req.header('traceparent') ?? '')?.[1]
  )
}

export function wellFormedTraceId(raw: unknown): string | undefined {
  return typeof raw === 'string' && TRACE_ID.test(raw) ? raw : undefined
}
