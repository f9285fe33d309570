import { TokenUsage, type JsonObject, type JsonValue } from '../../kernel/index.js'
import type { LoopRules, LoopVariable } from '../node/container-rules.js'
import type { NodeFailure } from '../node/node-kind.js'
import type { SegmentType } from '../value/segment.js'
import type { Selector } from '../variable/selector.js'
import type { VariableReader } from '../variable/variable-reader.js'
import {
  durationMap,
  endContainer,
  enterRound,
  roundFrameId,
  usageMetadata,
  type ContainerEnd,
} from './decide-container.js'
import type { RunEvent } from './run-event.js'
import type { ContainerRun, Frame, RunState } from './run-state.js'
import { settleNode, type Attempt } from './settle-node.js'

/** A loop begins: its variables get their values, and its first round begins unless it is over at once. */
export function beginLoop(
  state: RunState,
  attempt: Attempt,
  rules: LoopRules,
  events: RunEvent[],
): void {
  const { execution, node, frame, at } = attempt
  const initial = guard(() => rules.initialise(frame.variables))
  if (initial.type === 'failed') {
    settleNode(state, attempt, failed(initial.error, 'LoopNodeError'), events)
    return
  }
  const { variables } = initial
  for (const { label, segment } of variables)
    events.push({
      type: 'VariableUpdated',
      frameId: frame.id,
      selector: [node.id, label],
      segment,
    })
  const run = { rules, node, execution, inputs: inputsOf(rules, variables), usage: TokenUsage.none }
  const length = rules.maxRounds
  events.push({
    type: 'ContainerStarted',
    kind: 'loop',
    execution,
    inputs: run.inputs,
    length,
    at,
  })
  if (!rules.breaksBefore(withLoopVariables(frame.variables, node.id, variables))) {
    events.push(...enterRound(run, 0))
    return
  }
  const metadata = {
    ...usageMetadata(run.usage),
    loop_duration_map: {},
    loop_variable_map: {},
    completed_reason: 'loop_break',
  }
  endContainer(state, run, attempt, { outputs: {}, metadata, steps: 0, failure: undefined }, events)
}

/** After a round: the loop is over, or its next round begins. */
export function advanceLoop(
  state: RunState,
  run: ContainerRun,
  rules: LoopRules,
  attempt: Attempt,
): readonly RunEvent[] {
  const events: RunEvent[] = []
  const index = run.next - 1
  const { outputs, outputTypes } = outputsAfter(run, rules, index)
  const verdict = judge(state, run, rules, index)
  if (verdict.type === 'next') {
    events.push({
      type: 'ContainerAdvanced',
      kind: 'loop',
      execution: run.execution,
      index: index + 1,
      previousOutputs: outputs,
      at: attempt.at,
    })
    events.push(...enterRound(run, index + 1))
    return events
  }
  const failure = verdict.type === 'failed' ? verdict.failure : undefined
  const end: ContainerEnd = {
    outputs: failure ? {} : outputs,
    outputTypes,
    metadata: metadataOf(run, verdict.reason),
    steps: rules.maxRounds,
    failure,
  }
  endContainer(state, run, attempt, end, events)
  return events
}

type Verdict =
  | { readonly type: 'next' }
  | { readonly type: 'over'; readonly reason: 'loop_break' | 'loop_completed' }
  | { readonly type: 'failed'; readonly reason: 'error'; readonly failure: NodeFailure }

function judge(state: RunState, run: ContainerRun, rules: LoopRules, index: number): Verdict {
  const { failure } = run
  if (failure) return lost(failed(failure.error, failure.errorType))
  if (run.isEnded) return { type: 'over', reason: 'loop_break' }
  const decision = guard(() => rules.breaksAfter(variablesAfter(state, run, index)))
  if (decision.type === 'failed') return lost(failed(decision.error, 'LoopNodeError'))
  if (decision.breaks) return { type: 'over', reason: 'loop_break' }
  return index + 1 < rules.maxRounds ? { type: 'next' } : { type: 'over', reason: 'loop_completed' }
}

function lost(failure: NodeFailure): Verdict {
  return { type: 'failed', reason: 'error', failure }
}

function variablesAfter(state: RunState, run: ContainerRun, index: number): VariableReader {
  const frame: Frame | undefined = state.frames.get(roundFrameId(run.execution, 'loop', index))
  return (frame ?? run.frame).variables
}

function outputsAfter({ frame, node }: ContainerRun, { labels }: LoopRules, index: number) {
  const outputs: { [name: string]: JsonValue } = {}
  const outputTypes: { [name: string]: SegmentType } = {}
  for (const label of labels) {
    const segment = frame.variables.get([node.id, label])
    outputs[label] = segment?.value ?? null
    if (segment) outputTypes[label] = segment.type
  }
  return { outputs: { ...outputs, loop_round: index + 1 } satisfies JsonObject, outputTypes }
}

function metadataOf(run: ContainerRun, completedReason: string): JsonObject {
  return {
    ...usageMetadata(run.usage),
    loop_duration_map: durationMap(run),
    loop_variable_map: Object.fromEntries(
      [...run.variables].map(([index, variables]) => [String(index), variables]),
    ),
    completed_reason: completedReason,
  }
}

function inputsOf(rules: LoopRules, variables: readonly LoopVariable[]): JsonObject {
  const initial = variables.map(({ label, segment }) => [label, segment.value] as const)
  return { loop_count: rules.maxRounds, ...Object.fromEntries(initial) }
}

/** The variables as they are once the loop's own are set. */
function withLoopVariables(
  around: VariableReader,
  loopId: string,
  variables: readonly LoopVariable[],
): VariableReader {
  const own = new Map(variables.map(({ label, segment }) => [label, segment]))
  return {
    get(selector: Selector) {
      const [nodeId, label] = selector
      const segment = nodeId === loopId && label !== undefined ? own.get(label) : undefined
      return segment !== undefined && selector.length === 2 ? segment : around.get(selector)
    },
  }
}

/** Rules may come from anybody; what they throw is a failure of their loop. */
function guard<Result>(
  apply: () => Result,
): Result | { readonly type: 'failed'; readonly error: string } {
  try {
    return apply()
  } catch (error) {
    return { type: 'failed', error: error instanceof Error ? error.message : String(error) }
  }
}

function failed(error: string, errorType: string): NodeFailure {
  return { type: 'failed', error, errorType }
}
