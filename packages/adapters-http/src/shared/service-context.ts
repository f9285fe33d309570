import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { UnexpectedCode } from './wire-error.js'

/** What a request carries from one middleware to the next. */
export type ServiceEnv = {
  /** The Node request and response; absent when the app is called in process. */
  Bindings: Partial<HttpBindings>
  Variables: {
    requestId: string
    /** The caller's name for the whole of what it is doing, for the logs alone. */
    traceId: string | undefined
    /** Aborted when nobody waits for the answer any more. */
    abort: AbortController
    unexpectedCode: UnexpectedCode
    /** Facts for the request's line in the log. */
    logFields: { [key: string]: string | number }
  }
}

export type ServiceContext = Context<ServiceEnv>

/** The Node response behind the request; absent when the app is called in process. */
export function outgoingOf(c: ServiceContext): HttpBindings['outgoing'] | undefined {
  return (c.env as Partial<HttpBindings> | undefined)?.outgoing
}
