import { TokenUsage, type JsonValue } from '../../kernel/index.js'
import { flattenResults, type IterationRules } from '../node/container-rules.js'
import { pythonRepr, pythonString } from '../value/python-text.js'
import type { Segment } from '../value/segment.js'
import { durationMap, endContainer, enterRound, usageMetadata } from './decide-container.js'
import type { RunEvent } from './run-event.js'
import { mayBeginItem } from './run-query.js'
import type { ContainerRun, RunState } from './run-state.js'
import { settleNode, type Attempt } from './settle-node.js'

/** An iteration begins: its list is read. Its first items begin when it advances. */
export function beginIteration(
  state: RunState,
  attempt: Attempt,
  rules: IterationRules,
  events: RunEvent[],
): void {
  const { execution, frame, at } = attempt
  const segment = frame.variables.get(rules.iteratorSelector)
  const items = segment?.value === null ? [] : segment?.value
  if (!Array.isArray(items)) {
    settleNode(state, attempt, unusable(rules, items), events)
    return
  }
  const list = items as readonly JsonValue[]
  const inputs = { iterator_selector: list }
  events.push({
    type: 'ContainerStarted',
    kind: 'iteration',
    execution,
    inputs,
    length: list.length,
    at,
  })
  if (list.length === 0)
    endEmptyIteration(state, attempt, { rules, inputs, usage: TokenUsage.none }, segment, events)
}

/** The output keeps the type of the empty list. */
function endEmptyIteration(
  state: RunState,
  attempt: Attempt,
  run: Pick<ContainerRun, 'rules' | 'inputs' | 'usage'>,
  segment: Segment | undefined,
  events: RunEvent[],
): void {
  const type = segment === undefined || segment.type === 'none' ? 'array[any]' : segment.type
  const end = {
    outputs: { output: [] },
    outputTypes: { output: type },
    metadata: { ...usageMetadata(run.usage), iteration_duration_map: {} },
    steps: 0,
    failure: undefined,
  }
  endContainer(state, run, attempt, end, events)
}

/** Begins as many further items as there is room for, or ends the iteration. */
export function advanceIteration(
  state: RunState,
  run: ContainerRun,
  rules: IterationRules,
  attempt: Attempt,
): readonly RunEvent[] {
  const events: RunEvent[] = []
  let { next, open } = run
  for (; mayBeginItem(run, next, open); next++, open++) {
    events.push({
      type: 'ContainerAdvanced',
      kind: 'iteration',
      execution: run.execution,
      index: next,
      previousOutputs: undefined,
      at: attempt.at,
    })
    events.push(...enterRound(run, next))
  }
  if (open === 0) endIteration(state, run, rules, attempt, events)
  return events
}

function endIteration(
  state: RunState,
  run: ContainerRun,
  rules: IterationRules,
  attempt: Attempt,
  events: RunEvent[],
): void {
  const output = collectResults(run, rules)
  const failure = rules.errorMode === 'terminated' ? run.failure : undefined
  const end = {
    outputs: { output: rules.flattens ? flattenResults(output) : output },
    metadata: { ...usageMetadata(run.usage), iteration_duration_map: durationMap(run) },
    steps: run.items.length,
    failure: failure && {
      type: 'failed' as const,
      error: failure.error,
      errorType: failure.errorType,
    },
  }
  endContainer(state, run, attempt, end, events)
}

function collectResults(run: ContainerRun, { errorMode }: IterationRules): readonly JsonValue[] {
  if (errorMode === 'continue-on-error')
    return Array.from(run.results, (result) => (result === undefined ? null : result))
  return run.results.filter((result) => result !== undefined)
}

function unusable({ iteratorSelector }: IterationRules, value: JsonValue | undefined) {
  return value === undefined
    ? ({
        type: 'failed',
        error: `iterator variable ${pythonRepr(iteratorSelector)} not found`,
        errorType: 'IteratorVariableNotFoundError',
      } as const)
    : ({
        type: 'failed',
        error: `invalid iterator value: ${pythonString(value)}, please provide a list.`,
        errorType: 'InvalidIteratorValueError',
      } as const)
}
