import type { FollowedRun, FollowRun } from '@weft/application/workflow'
import { AppModeMismatch, isWorkflowMode } from '@weft/domain/app'
import { z } from '@hono/zod-openapi'
import { eventStream, type EventStreamOptions } from '../shared/event-stream.js'
import { wireBatches, type GenerationResponseOptions } from '../shared/generation-response.js'
import {
  endUserQueryOperation,
  type Operation,
  type OperationServices,
} from '../shared/operation.js'
import { streams } from '../shared/response-schema.js'
import type { ServiceContext } from '../shared/service-context.js'
import { wireEnvelope, type WireEvent } from '../shared/wire-event.js'
import { presentRunSnapshot } from './run-snapshot-presenter.js'

export type FollowRunServices = OperationServices &
  EventStreamOptions &
  GenerationResponseOptions & {
    readonly followRun: Pick<FollowRun, 'execute'>
  }

const flag = (description: string) =>
  z.string().optional().openapi({ type: 'boolean', default: false, description })

const QUERY = z.object({
  include_state_snapshot: flag('Whether to be told first where the run stands.'),
  continue_on_pause: flag('Whether the stream stays open while the run is paused.'),
})

/** Attaches to a run: what happens from now on, or the end of one that is over. */
export function followRunOperation(services: FollowRunServices): Operation {
  return endUserQueryOperation(services, {
    method: 'get',
    path: '/workflow/{workflow_run_id}/events',
    tag: 'Workflows',
    summary: 'Follow a workflow run',
    details:
      'For the end user who began the run. Ends with `workflow_finished`, and with `workflow_paused` unless told to stay.',
    query: QUERY,
    responses: streams('The events of the run from now on, as when it is begun.'),
    async handle(c, { caller: { app, context }, endUser }) {
      if (!isWorkflowMode(app.mode)) throw new AppModeMismatch('workflow', app.mode)
      const followed = await services.followRun.execute(context, {
        app,
        endUser,
        runId: c.req.param('workflow_run_id') ?? '',
        includesSnapshot: isTrue(c.req.query('include_state_snapshot')),
        continuesOnPause: isTrue(c.req.query('continue_on_pause')),
      })
      return eventStream(c, followedBatches(c, followed, services), services)
    },
  })
}

async function* followedBatches(
  c: ServiceContext,
  { begun, snapshot, batches }: FollowedRun,
  { logger }: FollowRunServices,
): AsyncGenerator<readonly WireEvent[]> {
  const envelope = wireEnvelope(begun)
  if (snapshot) yield presentRunSnapshot(snapshot, envelope)
  yield* wireBatches(c, batches, envelope, logger)
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true'
}
