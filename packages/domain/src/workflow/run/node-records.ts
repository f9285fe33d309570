import type { JsonObject } from '../../kernel/index.js'
import type { NodeFailure, NodeSuccess } from '../node/node-kind.js'
import { isRunEnded, type NodeExecution, type RunEvent } from './run-event.js'

/**
 * `exception` for a failure that the node's error strategy handled, `stopped` for a node that was under way when its
 * run ended, `retry` for an attempt that was followed by another one.
 */
export type NodeRecordStatus =
  'running' | 'succeeded' | 'failed' | 'exception' | 'paused' | 'stopped' | 'retry'

/** What is to be known about one execution of a node, or about one attempt of it that failed and was made again. */
export type NodeRecord = {
  readonly execution: NodeExecution
  readonly status: NodeRecordStatus
  /** What it worked with and made, as far as is known. */
  readonly inputs: JsonObject | undefined
  readonly processData: JsonObject | undefined
  readonly outputs: JsonObject | undefined
  readonly metadata: JsonObject | undefined
  readonly error: string | undefined
  /** Of a record with the status `retry`: 1 for the attempt before the first retry. */
  readonly retryIndex: number | undefined
  readonly finishedAt: Date | undefined
  /** Seconds from the start of the execution to its end. */
  readonly elapsedSeconds: number | undefined
}

/** The records of all nodes of a run, in order of start; those of its retries stand before the node's own. */
export function nodeRecords(events: Iterable<RunEvent>): readonly NodeRecord[] {
  const nodes = new Map<string, Entry>()
  for (const event of events) take(nodes, event)
  return [...nodes.values()].flatMap(({ retries, record }) => [...retries, record])
}

type Entry = { readonly retries: NodeRecord[]; record: NodeRecord }

function take(nodes: Map<string, Entry>, event: RunEvent): void {
  if (event.type === 'NodeStarted') {
    const record = runningRecord(event.execution)
    nodes.set(event.execution.id, { retries: [], record })
  } else if (event.type === 'RunStarted') goOn(nodes)
  else if (isRunEnded(event)) stopAll(nodes, event.at)
  else if ('execution' in event) {
    const entry = nodes.get(event.execution.id)
    if (entry !== undefined) advance(entry, event)
  }
}

function advance(entry: Entry, event: RunEvent): void {
  const { record } = entry
  switch (event.type) {
    case 'NodeRetried': {
      const { failure, retryIndex, at } = event
      const ended = endRecord(record, { result: failure, status: 'retry', at })
      entry.retries.push({ ...ended, retryIndex })
      return
    }
    case 'NodePaused':
      entry.record = { ...record, status: 'paused' }
      return
    case 'NodeSucceeded':
      entry.record = endRecord(record, {
        result: event.outcome,
        status: 'succeeded',
        at: event.at,
      })
      return
    case 'NodeFailed':
      entry.record = endRecord(record, { result: event.failure, status: 'failed', at: event.at })
      return
    case 'NodeExceptionHandled': {
      const { failure, outputs, strategy, at } = event
      const metadata = { ...failure.metadata, error_strategy: strategy }
      const result = { ...failure, outputs, metadata }
      entry.record = endRecord(record, { result, status: 'exception', at })
      return
    }
    default:
      return
  }
}

/** Nodes that waited run again. */
function goOn(nodes: ReadonlyMap<string, Entry>): void {
  for (const entry of nodes.values())
    if (entry.record.status === 'paused') entry.record = { ...entry.record, status: 'running' }
}

function stopAll(nodes: ReadonlyMap<string, Entry>, at: Date): void {
  for (const entry of nodes.values()) {
    const { status, execution } = entry.record
    if (status !== 'running' && status !== 'paused') continue
    entry.record = { ...entry.record, status: 'stopped', ...timesOf(execution, at) }
  }
}

function runningRecord(execution: NodeExecution): NodeRecord {
  return {
    execution,
    status: 'running',
    inputs: undefined,
    processData: undefined,
    outputs: undefined,
    metadata: undefined,
    error: undefined,
    retryIndex: undefined,
    finishedAt: undefined,
    elapsedSeconds: undefined,
  }
}

type AttemptEnd = {
  readonly result: NodeSuccess | NodeFailure
  readonly status: NodeRecordStatus
  readonly at: Date
}

function endRecord(record: NodeRecord, { result, status, at }: AttemptEnd): NodeRecord {
  return {
    ...record,
    status,
    inputs: result.inputs,
    processData: result.processData,
    outputs: result.outputs,
    metadata: result.metadata,
    error: result.type === 'failed' ? result.error : undefined,
    ...timesOf(record.execution, at),
  }
}

function timesOf({ startedAt }: NodeExecution, at: Date) {
  return { finishedAt: at, elapsedSeconds: (at.getTime() - startedAt.getTime()) / 1000 }
}
