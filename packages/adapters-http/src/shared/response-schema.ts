import { z, type RouteConfig } from '@hono/zod-openapi'

type ResponseDescriptions = RouteConfig['responses']

const errorSchema = z
  .object({
    code: z.string().openapi({ description: 'What programs may depend on: `invalid_param`.' }),
    message: z.string().openapi({ description: 'For people.' }),
    status: z.int().openapi({ description: 'The HTTP status again.' }),
    params: z.string().optional().openapi({ description: 'The one field it concerns.' }),
    request_id: z.string().openapi({ description: 'For finding the request in the logs.' }),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi('Error')

const errorResponse = {
  description: 'Error',
  content: { 'application/json': { schema: errorSchema } },
}

export const onlyErrors: ResponseDescriptions = { default: errorResponse }

/** What an operation answers: its success, and the one form of every error. */
export function answers(
  description: string,
  schema: z.ZodType,
  status: 200 | 201 = 200,
): ResponseDescriptions {
  return {
    [status]: { description, content: { 'application/json': { schema } } },
    default: errorResponse,
  }
}

/** As `answers`, for operations whose success has no body. */
export function answersNothing(description: string): ResponseDescriptions {
  return { 204: { description }, default: errorResponse }
}

/** As `answers`, for operations that only stream. */
export function streams(description: string): ResponseDescriptions {
  return {
    200: { description, content: { 'text/event-stream': { schema: z.string() } } },
    default: errorResponse,
  }
}

/** As `answers`, for operations that also stream. */
export function answersOrStreams(
  description: string,
  schema: z.ZodType,
  events: string,
): ResponseDescriptions {
  const stream = z.string().openapi({ description: events })
  return {
    200: {
      description,
      content: { 'application/json': { schema }, 'text/event-stream': { schema: stream } },
    },
    default: errorResponse,
  }
}
