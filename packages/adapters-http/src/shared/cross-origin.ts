import type { MiddlewareHandler } from 'hono'
import type { ServiceEnv } from './service-context.js'

/**
 * Any web page may call the Service API: the key is the credential, there are no cookies. Hono's own middleware
 * creates the response object early, which a response written straight to the socket cannot have.
 */
export const crossOrigin: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  c.header('Access-Control-Allow-Origin', '*')
  c.header('Access-Control-Expose-Headers', 'X-Version, X-Env, X-Trace-Id, X-Request-Id')
  if (c.req.method !== 'OPTIONS') return next()
  c.header('Access-Control-Allow-Methods', 'GET, PUT, POST, DELETE, OPTIONS, PATCH')
  c.header(
    'Access-Control-Allow-Headers',
    'Content-Type, Authorization, X-App-Code, X-App-Passport, X-Trace-Id, X-Request-Id',
  )
  c.header('Access-Control-Max-Age', '600')
  return c.body(null, 204)
}
