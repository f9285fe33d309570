import { z } from '@hono/zod-openapi'
import type { StopGeneration } from '@weft/application/conversation'
import type { AppKind } from '@weft/domain/app'
import { userSchema } from './generation-schema.js'
import {
  endUserOperation,
  type Operation,
  type OperationDescription,
  type OperationServices,
} from './operation.js'
import { answers } from './response-schema.js'

const stopSchema = z.object({ user: userSchema }).openapi('StopRequest')
const stoppedSchema = z.object({ result: z.literal('success') }).openapi('StopAnswer')

/** Stops a task by its id. Whether there was one, and whose, cannot be told from the answer. */
export function stopOperation(
  services: OperationServices & { readonly stopGeneration: Pick<StopGeneration, 'execute'> },
  description: Pick<OperationDescription, 'path' | 'tag' | 'summary'> & { readonly kind: AppKind },
): Operation {
  return endUserOperation(services, {
    ...description,
    method: 'post',
    details: 'Takes effect only on a task of the same app and end user; always answers success.',
    body: stopSchema,
    responses: answers('The task goes on no longer, if it was yours.', stoppedSchema),
    async handle(c, { caller, endUser }) {
      const taskId = c.req.param('task_id') ?? ''
      await services.stopGeneration.execute(caller.context, { app: caller.app, endUser, taskId })
      return c.json({ result: 'success' })
    },
  })
}
