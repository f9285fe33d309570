import type { Hono } from 'hono'
import type { Operation } from './operation.js'
import { RequestRefused } from './request-refused.js'
import type { ServiceEnv } from './service-context.js'

/** Path parameters that are ids: anything else in their place is an unknown URL. */
const UUID_PARAMETERS: ReadonlySet<string> = new Set([
  'conversation_id',
  'variable_id',
  'message_id',
  'file_id',
  'annotation_id',
  'job_id',
  'end_user_id',
])
const UUID_PATTERN = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}'

/**
 * Routes every operation, and refuses other methods on its path. Route and method are decided before anybody asks for
 * the key, so keys stay out of it.
 */
export function routeOperations(app: Hono<ServiceEnv>, operations: readonly Operation[]): void {
  const methodsByPath = new Map<string, string[]>()
  for (const operation of operations) {
    const { description } = operation
    const path = routingPath(description.path)
    const method = description.method.toUpperCase()
    app.on(method, path, (c) => operation.answer(c))
    methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), method])
  }
  for (const [path, methods] of methodsByPath) refuseOtherMethods(app, path, methods)
}

/** Answers 405 to every method but these. */
export function refuseOtherMethods(
  app: Hono<ServiceEnv>,
  path: string,
  methods: readonly string[],
): void {
  app.all(path, () => {
    throw RequestRefused.methodNotAllowed(
      methods.includes('GET') ? [...methods, 'HEAD', 'OPTIONS'] : [...methods, 'OPTIONS'],
    )
  })
}

/** `/messages/{message_id}` as Hono writes it. */
function routingPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_match, name: string) =>
    UUID_PARAMETERS.has(name) ? `:${name}{${UUID_PATTERN}}` : `:${name}`,
  )
}
