import { TenantId, type Clock, type IdGenerator, type JsonObject } from '@weft/domain/kernel'
import {
  compileGraph,
  RunId,
  type BoundNode,
  type Graph,
  type NodeContext,
  type NodeExecutionResult,
  type NodeKind,
  type NodeOutcome,
  type NodeProgress,
  type NodeSuccess,
  type RunEvent,
} from '@weft/domain/workflow'
import { scriptedNodeKinds } from '@weft/domain/workflow/testing'
import { WorkflowEngine, type RunArgs } from '@weft/application/workflow'

export type Execute = (context: NodeContext) => NodeExecutionResult

/** Kinds of the scripted table, and `do`: a node that does what the test says under its id. */
export function graphOf(
  graph: Graph,
  doing: { readonly [nodeId: string]: Execute | BoundNode } = {},
) {
  const kind: NodeKind = {
    type: 'do',
    versions: ['1'],
    executionClass: 'executable',
    isRetryable: true,
    bind: ({ id }) => {
      const what = doing[id] ?? (() => succeeded())
      return typeof what === 'function' ? { execute: what } : what
    },
  }
  return compileGraph(graph, scriptedNodeKinds().with(kind))
}

const systemClock: Clock = { now: () => new Date() }

let issued = 0
const countingIds: IdGenerator = { next: () => `e${++issued}` }

export const anEngine = () => new WorkflowEngine({ clock: systemClock, ids: countingIds })

export function runArgs(args: Partial<RunArgs> = {}): RunArgs {
  return {
    runId: RunId.parse('01890000-0000-7000-8000-000000000001'),
    tenantId: TenantId.parse('01890000-0000-7000-8000-000000000002'),
    user: 'someone',
    inputs: {},
    system: {},
    environment: [],
    conversation: [],
    ...args,
  }
}

export type Batches = readonly (readonly RunEvent[])[]

export async function collect(batches: AsyncIterable<readonly RunEvent[]>): Promise<Batches> {
  const all: (readonly RunEvent[])[] = []
  for await (const batch of batches) all.push(batch)
  return all
}

export async function runToEnd(
  graph: ReturnType<typeof graphOf>,
  args: Partial<RunArgs> = {},
  signal = new AbortController().signal,
): Promise<readonly RunEvent[]> {
  return (await collect(anEngine().run(graph, runArgs(args), { signal }))).flat()
}

export const succeeded = (outputs: JsonObject = {}): NodeSuccess => ({ type: 'succeeded', outputs })
export const failed = (error = 'no'): NodeOutcome => ({
  type: 'failed',
  error,
  errorType: 'ScriptedError',
})

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** A promise resolved from outside. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return {
    opened,
    open: () => {
      open()
    },
  }
}

export const chunk = (text: string, isFinal = false): NodeProgress => ({
  type: 'chunk',
  output: 'text',
  text,
  isFinal,
})

export function typesOf(events: readonly RunEvent[], nodeId: string): readonly string[] {
  return events.flatMap((event) =>
    'execution' in event && event.execution.nodeId === nodeId ? [event.type] : [],
  )
}
