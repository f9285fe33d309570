import type { JsonObject, TokenUsage } from '../../kernel/index.js'
import type { NodeFailure, NodeSuccess } from '../node/node-kind.js'
import type { NodeExecution, RunEvent } from './run-event.js'
import type { ContainerRun, RunState } from './run-state.js'
import { settleNode, type Attempt } from './settle-node.js'

/** Id of the frame of one round. */
export function roundFrameId(
  execution: NodeExecution,
  kind: 'iteration' | 'loop',
  index: number,
): string {
  return `${execution.id}:${kind}:${index}`
}

/** Takes the edges of the start marker, which itself is not told. Any other child at the start is simply ready. */
export function enterRound(run: Pick<ContainerRun, 'node' | 'execution' | 'rules'>, index: number) {
  const events: RunEvent[] = []
  const entry = run.node.inner?.entry
  const frameId = roundFrameId(run.execution, run.rules.kind, index)
  if (entry?.bound.isRoundStart === true)
    for (const { position } of entry.outgoing)
      events.push({ type: 'EdgeTaken', frameId, edge: position })
  return events
}

/** How a container ended, before anybody's error strategy. */
export type ContainerEnd = {
  readonly outputs: JsonObject
  readonly outputTypes?: NodeSuccess['outputTypes']
  /** What the container's own event tells besides the node's record. */
  readonly metadata: JsonObject
  readonly steps: number
  readonly failure: NodeFailure | undefined
}

/** The container's end, then the end of its node. */
export function endContainer(
  state: RunState,
  run: Pick<ContainerRun, 'rules' | 'inputs' | 'usage'>,
  attempt: Attempt,
  end: ContainerEnd,
  events: RunEvent[],
): void {
  const { execution, at } = attempt
  const { inputs, usage } = run
  const { kind } = run.rules
  const { outputs, metadata, steps, failure } = end
  const ended = { kind, execution, inputs, outputs, metadata, steps, at }
  const record = { inputs, metadata, usage }
  if (failure) {
    events.push({ ...ended, type: 'ContainerFailed', error: failure.error })
    settleNode(state, attempt, { ...failure, ...record }, events)
    return
  }
  events.push({ ...ended, type: 'ContainerSucceeded' })
  const types = end.outputTypes && { outputTypes: end.outputTypes }
  settleNode(state, attempt, { type: 'succeeded', outputs, ...types, ...record }, events)
}

export function usageMetadata(usage: TokenUsage): JsonObject {
  return {
    total_tokens: usage.totalTokens,
    total_price: usage.totalPrice.toPriceText(),
    currency: usage.currency,
  }
}

export function durationMap({ durations }: ContainerRun): JsonObject {
  return Object.fromEntries([...durations].map(([index, seconds]) => [String(index), seconds]))
}
