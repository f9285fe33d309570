import type { TenantId } from '@weft/domain/kernel'
import { sql, type Kysely } from 'kysely'
import type { Schema } from '../kernel/schema.js'
import { latestRun, type RunWrite } from './run-write.js'

/**
 * Writes runs of one workspace and their events in one statement. A run whose stored version is not the expected one is
 * left as it is, and so are its events.
 *
 * @returns ids of the runs that were written.
 */
export async function writeRuns(
  connection: Kysely<Schema>,
  tenantId: TenantId,
  writes: readonly RunWrite[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    with input as (
      ${runInput(writes)}
    ), inserted as (
      insert into workflow_runs
        (tenant_id, id, app_id, workflow_id, workflow_version, mode, status, inputs, outputs, error, total_tokens,
         total_steps, exceptions_count, created_by, created_at, finished_at, event_count)
      select ${tenantId}::uuid, id, app_id, workflow_id, workflow_version, mode, status, inputs::json, outputs::json,
        error, total_tokens, total_steps, exceptions_count, created_by, created_at, finished_at, added
      from input where expected = 0
      on conflict do nothing
      returning id
    ), updated as (
      update workflow_runs as run set
        status = input.status, inputs = input.inputs::json, outputs = input.outputs::json, error = input.error,
        total_tokens = input.total_tokens, total_steps = input.total_steps,
        exceptions_count = input.exceptions_count, finished_at = input.finished_at,
        event_count = input.expected + input.added
      from input
      where run.tenant_id = ${tenantId}::uuid and run.id = input.id and run.event_count = input.expected
      returning run.id
    ), written as (
      select id from inserted union all select id from updated
    ), recorded as (
      insert into workflow_run_events (tenant_id, run_id, position, event)
      select ${tenantId}::uuid, run_id, position, event::json
      from (${eventInput(writes)}) as event
      where run_id in (select id from written)
    )
    select id from written
  `.execute(connection)
  return new Set(rows.map(({ id }) => id))
}

function runInput(writes: readonly RunWrite[]) {
  const runs = writes.map(latestRun)
  return sql`
    select * from unnest(
      ${runs.map(({ id }) => id)}::uuid[],
      ${runs.map(({ appId }) => appId)}::uuid[],
      ${runs.map(({ workflowId }) => workflowId)}::uuid[],
      ${runs.map(({ workflowVersion }) => workflowVersion)}::text[],
      ${runs.map(({ mode }) => mode)}::text[],
      ${runs.map(({ status }) => status)}::text[],
      ${runs.map(({ inputs }) => inputs)}::text[],
      ${runs.map(({ outputs }) => outputs)}::text[],
      ${runs.map(({ error }) => error)}::text[],
      ${runs.map(({ totalTokens }) => totalTokens)}::bigint[],
      ${runs.map(({ totalSteps }) => totalSteps)}::integer[],
      ${runs.map(({ exceptionsCount }) => exceptionsCount)}::integer[],
      ${runs.map(({ createdBy }) => createdBy)}::text[],
      ${runs.map(({ createdAt }) => createdAt)}::timestamptz[],
      ${runs.map(({ finishedAt }) => finishedAt)}::timestamptz[],
      ${writes.map(({ expectedVersion }) => expectedVersion)}::integer[],
      ${writes.map((write) => eventsOf(write).length)}::integer[]
    ) as run (id, app_id, workflow_id, workflow_version, mode, status, inputs, outputs, error, total_tokens,
      total_steps, exceptions_count, created_by, created_at, finished_at, expected, added)`
}

function eventInput(writes: readonly RunWrite[]) {
  const rows = writes.flatMap((write) =>
    eventsOf(write).map((event, index) => ({
      runId: latestRun(write).id,
      position: write.expectedVersion + index + 1,
      event,
    })),
  )
  return sql`
    select * from unnest(
      ${rows.map(({ runId }) => runId)}::uuid[],
      ${rows.map(({ position }) => position)}::integer[],
      ${rows.map(({ event }) => event)}::text[]
    ) as row (run_id, position, event)`
}

function eventsOf({ appends }: RunWrite): readonly string[] {
  return appends.flatMap(({ events }) => events)
}
