import { TokenUsage, type JsonValue } from '../../kernel/index.js'
import type { IterationRules, LoopRules } from '../node/container-rules.js'
import { toSegment } from '../value/to-segment.js'
import type { VariablePool } from '../variable/variable-pool.js'
import { roundFrameId } from './decide-container.js'
import { makeReady, writeVariable } from './frame.js'
import type { ContainerFailed, ContainerStarted, ContainerSucceeded } from './run-event.js'
import { mergeOutput } from './run-outputs.js'
import {
  createFrame,
  NODE_SETTLED,
  type ContainerRun,
  type Frame,
  type Round,
  type RunState,
} from './run-state.js'

export function evolveContainerStarted(state: RunState, event: ContainerStarted): RunState {
  const active = state.active.get(event.execution.id)
  const rules = active?.node.bound.container
  if (active === undefined || rules === undefined) return state
  const { execution, inputs, at } = event
  const items = inputs['iterator_selector']
  state.containers.set(execution.id, {
    execution,
    node: active.node,
    rules,
    frame: active.frame,
    inputs,
    items: Array.isArray(items) ? (items as readonly JsonValue[]) : [],
    next: 0,
    open: 0,
    results: [],
    durations: new Map(),
    variables: new Map(),
    failure: undefined,
    isEnded: false,
    usage: TokenUsage.none,
  })
  if (rules.kind === 'loop') return openRound(state, execution.id, 0, at)
  noteSettled(state, execution.id)
  return state
}

/** An item or a round begins in a frame of its own, which is as large as the inside of the container. */
export function openRound(state: RunState, executionId: string, index: number, at: Date): RunState {
  const run = state.containers.get(executionId)
  const graph = run?.node.inner
  if (run === undefined || graph === undefined) return state
  const { execution, rules, frame: parent, node } = run
  const position = {
    kind: rules.kind,
    nodeId: node.id,
    index,
    outer: parent.round?.position,
  }
  const round = { containerId: execution.id, parent, index, position, startedAt: at }
  const frame = createFrame({
    id: roundFrameId(execution, rules.kind, index),
    graph,
    variables: variablesOfRound(run, index),
    round,
  })
  if (index > 0) state.frames.delete(roundFrameId(execution, 'loop', index - 1))
  state.frames.set(frame.id, frame)
  run.next = index + 1
  run.open++
  enter(state, frame, round)
  return state
}

/** A start marker is settled from the beginning; if nothing follows it, so is the round. */
function enter(state: RunState, frame: Frame, round: Round): void {
  const { entry } = frame.graph
  if (entry.bound.isRoundStart !== true) {
    makeReady(state, frame, entry)
    return
  }
  frame.nodeStates[entry.index] = NODE_SETTLED
  if (entry.outgoing.length === 0) closeRound(state, frame, round, round.startedAt)
}

function variablesOfRound(
  { rules, frame, node, items }: ContainerRun,
  index: number,
): VariablePool {
  if (rules.kind === 'loop') return frame.variables.scope()
  const variables = frame.variables.fork()
  variables.set([node.id, 'index'], { type: 'integer', value: index })
  variables.set([node.id, 'item'], toSegment(items[index] ?? null))
  return variables
}

/** Nothing is left to do in the frame of a round. */
export function closeRound(state: RunState, frame: Frame, round: Round, at: Date): void {
  const run = state.containers.get(round.containerId)
  if (run === undefined) return
  const { rules } = run
  run.open--
  run.durations.set(round.index, (at.getTime() - round.startedAt.getTime()) / 1000)
  run.failure ??= frame.failure
  if (rules.kind === 'iteration') closeItem(state, run, rules, frame, round)
  else closeLoopRound(run, rules, frame, round)
  noteSettled(state, round.containerId)
}

/**
 * Puts the container behind all others that may go on. Entries that became stale are dropped whenever somebody asks, which
 * a replay does not: so a container has one entry at most, in the place of its last one.
 */
function noteSettled({ settled }: RunState, executionId: string): void {
  settled.delete(executionId)
  settled.add(executionId)
}

function closeItem(
  state: RunState,
  run: ContainerRun,
  { outputSelector }: IterationRules,
  frame: Frame,
  round: Round,
): void {
  const isLast = round.index === run.items.length - 1
  run.results[round.index] = frame.failure
    ? undefined
    : (frame.variables.get(outputSelector)?.value ?? null)
  for (const [name, segment] of frame.conversation)
    writeVariable(round.parent, { selector: ['conversation', name], segment })
  if (isLast && frame.failure === undefined) mergeInto(round.parent, frame)
  state.frames.delete(frame.id)
}

/** The frame stays until the next round begins: whether to go on is decided on what it knows. */
function closeLoopRound(
  run: ContainerRun,
  { labels }: LoopRules,
  frame: Frame,
  round: Round,
): void {
  const values = labels.map((label) => {
    const value = run.frame.variables.get([run.node.id, label])?.value ?? null
    return [label, value] as const
  })
  run.variables.set(round.index, Object.fromEntries(values))
  if (frame.failure === undefined) mergeInto(round.parent, frame)
}

function mergeInto(parent: Frame, { outputs }: Frame): void {
  for (const [name, value] of outputs) mergeOutput(parent.outputs, name, value)
}

export function evolveContainerEnded(
  state: RunState,
  { execution }: ContainerSucceeded | ContainerFailed,
): RunState {
  const run = state.containers.get(execution.id)
  if (run === undefined) return state
  state.containers.delete(execution.id)
  if (run.rules.kind === 'loop') dropFrame(state, roundFrameId(execution, 'loop', run.next - 1))
  return state
}

/** A loop that is over before its first round leaves a frame in which nothing has begun, and nothing may. */
function dropFrame(state: RunState, frameId: string): void {
  const frame = state.frames.get(frameId)
  if (frame === undefined) return
  state.frames.delete(frameId)
  if (frame.busy > 0) frame.nodeStates.fill(NODE_SETTLED)
}
