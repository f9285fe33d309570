import { OpenAPIHono, z, type RouteConfig } from '@hono/zod-openapi'
import type { Operation } from './operation.js'

export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>

/** The OpenAPI 3.1 document of the operations, made from the schemas that validate their bodies. */
export function openApiDocument(
  operations: readonly Operation[],
  version: string,
): OpenApiDocument {
  const holder = new OpenAPIHono()
  const registry = holder.openAPIRegistry
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: "The app's key: `Authorization: Bearer app-…`.",
  })
  for (const operation of operations) registry.registerPath(routeConfig(operation))
  return holder.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Weft Service API',
      version,
      description:
        'What programs call to use an app. Every error is one JSON object with a stable `code`, a `message` for people and the `status`.',
    },
    servers: [{ url: '/v1' }],
    security: [{ apiKey: [] }],
  })
}

function routeConfig({ description, body, query }: Operation): RouteConfig {
  const { method, path, tag, summary, details, responses } = description
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  return {
    method,
    path,
    tags: [tag],
    summary,
    ...(details !== undefined && { description: details }),
    responses,
    request: {
      ...(names.length > 0 && {
        params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))),
      }),
      ...(query && { query }),
      ...(body && {
        body: { required: true, content: { 'application/json': { schema: body } } },
      }),
    },
  }
}
