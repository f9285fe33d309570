import type { Logger } from '@weft/domain/kernel'
import { Hono } from 'hono'
import { appOperations, type AppOperationServices } from './app/app-operations.js'
import {
  annotationOperations,
  type AnnotationOperationServices,
} from './conversation/annotation-operations.js'
import { chatOperations, type ChatOperationServices } from './conversation/chat-operations.js'
import {
  conversationOperations,
  type ConversationOperationServices,
} from './conversation/conversation-operations.js'
import { crossOrigin } from './shared/cross-origin.js'
import { errorResponse } from './shared/error-response.js'
import { healthRoutes, type ReadinessCheck } from './shared/health-routes.js'
import { bearerToken } from './shared/authenticate.js'
import { openApiDocument } from './shared/openapi-document.js'
import type { Operation, OperationServices } from './shared/operation.js'
import { REFERENCE_POLICY, referencePage, referenceStyle } from './shared/reference-page.js'
import { requestScope } from './shared/request-scope.js'
import { RequestRefused } from './shared/request-refused.js'
import { refuseOtherMethods, routeOperations } from './shared/route-table.js'
import type { ServiceEnv } from './shared/service-context.js'
import { refuseKnowledge, unavailableOperations } from './shared/unavailable-operations.js'
import { followRunOperation, type FollowRunServices } from './workflow/follow-run-operation.js'
import { formOperations, type FormOperationServices } from './workflow/form-operations.js'
import { runOperations, type RunOperationServices } from './workflow/run-operations.js'

/** What the Service API asks of the application. */
export type ServiceApiUseCases = Omit<
  AnnotationOperationServices &
    AppOperationServices &
    ChatOperationServices &
    ConversationOperationServices &
    FollowRunServices &
    FormOperationServices &
    RunOperationServices,
  keyof ServiceApiSettings | 'maxBodyBytes'
>

type ServiceApiSettings = {
  readonly logger: Logger
  /** Silence on a stream after which a keep-alive is sent, in milliseconds; default 10,000. */
  readonly pingAfterMs?: number
  /** Time a client may take to read on before its stream is cut, in milliseconds; default 60,000. */
  readonly stallTimeoutMs?: number
}

export type ServiceApiOptions = ServiceApiSettings & {
  readonly useCases: ServiceApiUseCases
  /** Shown as `X-Version` and in the reference. */
  readonly version: string
  /** Shown as `X-Env`; default `PRODUCTION`. */
  readonly environment?: string
  /** Longest request body, in bytes; default 15 MiB. */
  readonly maxBodyBytes?: number
  /** What has to work before `/health/ready` says so, by name. */
  readonly readinessChecks?: Readonly<Record<string, ReadinessCheck>>
}

const DEFAULT_MAX_BODY_BYTES = 15 * 1024 * 1024

/**
 * The Service API under `/v1`, `/health/live` and `/health/ready`, the OpenAPI document at `/openapi.json` and a page
 * made from it at `/docs`.
 *
 * @example
 * const api = createServiceApi({ useCases, logger, version: '1.0.0' })
 * const server = await serve(api, { host: '127.0.0.1', port: 8080 })
 */
export function createServiceApi(options: ServiceApiOptions): Hono<ServiceEnv> {
  const { logger, version, environment = 'PRODUCTION', readinessChecks = {} } = options
  const operations = operationsOf(options)
  const app = new Hono<ServiceEnv>()
  app.onError((error, c) => errorResponse(c, error, logger))
  app.notFound((c) => errorResponse(c, RequestRefused.notFound(), logger))
  app.use(requestScope({ logger, version, environment }))
  app.use('/v1/*', crossOrigin)
  app.route('/v1', serviceRoutes(operations, version))
  app.route('/health', healthRoutes(readinessChecks, logger))
  app.route('/', referenceRoutes(operations, version))
  return app
}

function operationsOf(options: ServiceApiOptions): readonly Operation[] {
  const { useCases, maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = options
  const services = { ...options, ...useCases, maxBodyBytes } satisfies OperationServices
  return [
    ...runOperations(services),
    followRunOperation(services),
    ...formOperations(services),
    ...chatOperations(services),
    ...conversationOperations(services),
    ...annotationOperations(services),
    ...appOperations(services),
    ...unavailableOperations(services),
  ]
}

function serviceRoutes(operations: readonly Operation[], version: string): Hono<ServiceEnv> {
  const v1 = new Hono<ServiceEnv>()
  v1.get('/', (c) =>
    c.json({ welcome: 'Weft Service API', api_version: 'v1', server_version: version }),
  )
  routeOperations(v1, operations)
  v1.all('/datasets', (c) => refuseKnowledge(bearerToken(c), 'Knowledge'))
  v1.all('/datasets/*', (c) => refuseKnowledge(bearerToken(c), 'Knowledge'))
  return v1
}

function referenceRoutes(operations: readonly Operation[], version: string): Hono<ServiceEnv> {
  const document = once(() => openApiDocument(operations, version))
  const page = once(() => referencePage(document()))
  const routes = new Hono<ServiceEnv>()
  routes.get('/openapi.json', (c) => c.json(document()))
  routes.get('/docs', async (c) => {
    c.header('Content-Security-Policy', REFERENCE_POLICY)
    return c.html(await page())
  })
  routes.get('/docs/style.css', (c) =>
    c.body(referenceStyle, 200, { 'Content-Type': 'text/css; charset=utf-8' }),
  )
  for (const path of ['/openapi.json', '/docs', '/docs/style.css', '/health/live', '/health/ready'])
    refuseOtherMethods(routes, path, ['GET'])
  return routes
}

/** Makes the value when it is first asked for: most servers are never asked for their reference. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
