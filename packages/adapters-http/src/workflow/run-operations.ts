import type { StopGeneration } from '@weft/application/conversation'
import type { GetWorkflowRun, RunWorkflow } from '@weft/application/workflow'
import { AppModeMismatch, isWorkflowMode } from '@weft/domain/app'
import type { z } from '@hono/zod-openapi'
import {
  generationResponse,
  type GenerationResponseOptions,
} from '../shared/generation-response.js'
import {
  appOperation,
  endUserOperation,
  type EndUserRequest,
  type Operation,
  type OperationServices,
} from '../shared/operation.js'
import { answers, answersOrStreams } from '../shared/response-schema.js'
import type { ServiceContext } from '../shared/service-context.js'
import { stopOperation } from '../shared/stop-operation.js'
import { presentRunDetail } from './run-detail-presenter.js'
import { runAnswerSchema, runDetailSchema, runWorkflowSchema } from './run-schema.js'

export type RunOperationServices = OperationServices &
  GenerationResponseOptions & {
    readonly runWorkflow: Pick<RunWorkflow, 'execute'>
    readonly stopGeneration: Pick<StopGeneration, 'execute'>
    readonly getWorkflowRun: Pick<GetWorkflowRun, 'execute'>
  }

const RESPONSES = answersOrStreams(
  'The run. A run that failed answers 200 with the status `failed`.',
  runAnswerSchema,
  '`workflow_started`, node, iteration and loop events, `text_chunk`, `reasoning_chunk`, then `workflow_finished`.',
)

export function runOperations(services: RunOperationServices): readonly Operation[] {
  return [
    endUserOperation(services, {
      method: 'post',
      path: '/workflows/run',
      tag: 'Workflows',
      summary: 'Run the published workflow',
      kind: 'workflow',
      body: runWorkflowSchema,
      responses: RESPONSES,
      handle: (c, request) => run(services, c, request),
    }),
    endUserOperation(services, {
      method: 'post',
      path: '/workflows/{workflow_id}/run',
      tag: 'Workflows',
      summary: 'Run a given version of the workflow',
      kind: 'workflow',
      body: runWorkflowSchema,
      responses: RESPONSES,
      handle: (c, request) => run(services, c, request, c.req.param('workflow_id')),
    }),
    stopOperation(services, {
      path: '/workflows/tasks/{task_id}/stop',
      tag: 'Workflows',
      summary: 'Stop a workflow run',
      kind: 'workflow',
    }),
    appOperation(services, {
      method: 'get',
      path: '/workflows/run/{workflow_run_id}',
      tag: 'Workflows',
      summary: 'Look at a workflow run',
      responses: answers('The run as it stands.', runDetailSchema),
      async handle(c, { app, context }) {
        if (!isWorkflowMode(app.mode)) throw new AppModeMismatch('workflow', app.mode)
        const runId = c.req.param('workflow_run_id') ?? ''
        return c.json(
          presentRunDetail(await services.getWorkflowRun.execute(context, { app, runId })),
        )
      },
    }),
  ]
}

function run(
  services: RunOperationServices,
  c: ServiceContext,
  { caller, endUser, body }: EndUserRequest<z.output<typeof runWorkflowSchema>>,
  workflowId?: string,
): Promise<Response> {
  const { inputs, files, response_mode: mode } = body
  const { app, context } = caller
  const args = { app, endUser, inputs, files, workflowId }
  return generationResponse(c, services.runWorkflow.execute(context, args), mode, services)
}
