import type { RouteConfig, z } from '@hono/zod-openapi'
import type { ResolveEndUser } from '@weft/application/account'
import type { AppCaller, AuthenticateApiKey } from '@weft/application/app'
import { ANONYMOUS_SESSION_ID, type EndUser } from '@weft/domain/account'
import type { AppKind } from '@weft/domain/app'
import type { JsonObject } from '@weft/domain/kernel'
import { authenticate } from './authenticate.js'
import { userSchema } from './generation-schema.js'
import { readJsonObject } from './json-body.js'
import { RequestRefused } from './request-refused.js'
import type { ServiceContext } from './service-context.js'
import { wellFormedTraceId } from './trace-id.js'

export type OperationDescription = {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** As OpenAPI writes it: `/workflows/run/{workflow_run_id}`. */
  readonly path: string
  readonly tag:
    'Workflows' | 'Conversations' | 'Completion' | 'Annotations' | 'App' | 'Not available yet'
  readonly summary: string
  readonly details?: string
  readonly responses: RouteConfig['responses']
}

/** One method of one path: what the reference says of it, and how it answers. */
export type Operation = {
  readonly description: OperationDescription
  readonly body?: z.ZodType
  readonly query?: z.ZodObject
  answer(c: ServiceContext): Promise<Response>
}

/** What operations need to find out who calls. */
export type OperationServices = {
  readonly authenticateApiKey: Pick<AuthenticateApiKey, 'execute'>
  readonly resolveEndUser: Pick<ResolveEndUser, 'execute'>
  readonly maxBodyBytes: number
}

/** An operation of the app itself, whoever uses it. */
export type AppOperation = OperationDescription & {
  /** What the query may hold. */
  readonly query?: z.ZodObject
  handle(c: ServiceContext, caller: AppCaller): Promise<Response>
}

export function appOperation(services: OperationServices, operation: AppOperation): Operation {
  return {
    description: operation,
    ...(operation.query && { query: operation.query }),
    answer: async (c) => operation.handle(c, await authenticate(c, services.authenticateApiKey)),
  }
}

/** An operation of the app itself, with a JSON body. */
export type AppBodyOperation<Schema extends z.ZodType> = OperationDescription & {
  readonly body: Schema
  handle(c: ServiceContext, caller: AppCaller, body: z.output<Schema>): Promise<Response>
}

export function appBodyOperation<Schema extends z.ZodType>(
  services: OperationServices,
  operation: AppBodyOperation<Schema>,
): Operation {
  return {
    description: operation,
    body: operation.body,
    answer: async (c) => {
      const caller = await authenticate(c, services.authenticateApiKey)
      const raw = await readJsonObject(c, services.maxBodyBytes)
      return operation.handle(c, caller, validate(operation.body, raw))
    },
  }
}

export type EndUserRequest<Body> = {
  readonly caller: AppCaller
  readonly endUser: EndUser
  readonly body: Body
}

/** An operation in the name of an end user, with a JSON body that names them. */
export type EndUserOperation<Schema extends z.ZodType> = OperationDescription & {
  /** Apps of another kind are refused; any app may use an operation without one. */
  readonly kind?: AppKind
  /** Whether the body may leave the user out: it stands for the anonymous one then. */
  readonly isUserOptional?: true
  readonly body: Schema
  handle(c: ServiceContext, request: EndUserRequest<z.output<Schema>>): Promise<Response>
}

/** Checks in the order the wire contract gives: key, body, user, mode, then the rest of the body. */
export function endUserOperation<Schema extends z.ZodType>(
  services: OperationServices,
  operation: EndUserOperation<Schema>,
): Operation {
  return {
    description: operation,
    body: operation.body,
    answer: async (c) => {
      const caller = await authenticate(c, services.authenticateApiKey)
      const raw = await readJsonObject(c, services.maxBodyBytes)
      if (c.get('traceId') === undefined) c.set('traceId', wellFormedTraceId(raw['trace_id']))
      const named = operation.isUserOptional ? { user: ANONYMOUS_SESSION_ID, ...given(raw) } : raw
      const endUser = await resolveUser(services, c, caller, named)
      if (operation.kind !== undefined) caller.app.requireKind(operation.kind)
      return operation.handle(c, { caller, endUser, body: validate(operation.body, raw) })
    },
  }
}

/** The user the body names, if it does. */
function given({ user }: JsonObject): JsonObject {
  return user === undefined || user === null || user === '' ? {} : { user }
}

/** An operation in the name of an end user whom the query names. */
export type EndUserQueryOperation = OperationDescription & {
  /** What the query may hold besides `user`. */
  readonly query: z.ZodObject
  handle(c: ServiceContext, request: Omit<EndUserRequest<unknown>, 'body'>): Promise<Response>
}

export function endUserQueryOperation(
  services: OperationServices,
  operation: EndUserQueryOperation,
): Operation {
  return {
    description: operation,
    query: operation.query.extend({ user: userSchema }),
    answer: async (c) => {
      const caller = await authenticate(c, services.authenticateApiKey)
      const endUser = await resolveUser(services, c, caller, c.req.query())
      return operation.handle(c, { caller, endUser })
    },
  }
}

async function resolveUser(
  { resolveEndUser }: OperationServices,
  c: ServiceContext,
  { app, context }: AppCaller,
  named: JsonObject,
): Promise<EndUser> {
  const endUser = await resolveEndUser.execute(context, { app, user: requireUser(named) })
  c.get('logFields')['endUserId'] = endUser.id
  return endUser
}

/**
 * The caller's name for the end user. Numbers and booleans count as their text.
 *
 * @throws RequestRefused when there is none.
 */
function requireUser({ user }: JsonObject): string {
  if (user === undefined || user === null || user === '')
    throw RequestRefused.invalidParam('Arg user must be provided.', 'user')
  if (typeof user === 'object') throw RequestRefused.invalidParam('user must be a string.', 'user')
  return String(user)
}

/** @throws RequestRefused naming the first field that does not fit. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  raw: JsonObject,
): z.output<Schema> {
  const result = schema.safeParse(raw)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue?.path.map(String) ?? []
  throw RequestRefused.invalidParam(`${path.join('.')}: ${issue?.message ?? 'is invalid'}`, path[0])
}
