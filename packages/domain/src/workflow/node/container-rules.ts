import type { JsonValue } from '../../kernel/index.js'
import type { Segment } from '../value/segment.js'
import type { Selector } from '../variable/selector.js'
import type { VariableReader } from '../variable/variable-reader.js'

/** What a container node wants done; the run carries it out. */
export type ContainerRules = IterationRules | LoopRules

export type IterationRules = {
  readonly kind: 'iteration'
  /** The child where items enter; by default the container's start marker. */
  readonly startNodeId: string | undefined
  readonly iteratorSelector: Selector
  /** What of an item's variables is its result. */
  readonly outputSelector: Selector
  /** Items open at the same time, at least 1. */
  readonly window: number
  readonly errorMode: IterationErrorMode
  /** Lists as results are joined into one list. */
  readonly flattens: boolean
}

/**
 * What an item with an unhandled failure does: `terminated` begins no further item and fails the iteration,
 * `continue-on-error` leaves null in its place, `remove-abnormal-output` leaves it out.
 */
export type IterationErrorMode = 'terminated' | 'continue-on-error' | 'remove-abnormal-output'

export type LoopRules = {
  readonly kind: 'loop'
  /** The child where rounds enter; by default the container's start marker. */
  readonly startNodeId: string | undefined
  /** At least 1. */
  readonly maxRounds: number
  /** Names of the loop's variables. */
  readonly labels: readonly string[]
  /** Values of the loop's variables before the first round. */
  initialise(variables: VariableReader): LoopVariables
  /** Whether the loop is over before its first round; what cannot be decided does not end it. */
  breaksBefore(variables: VariableReader): boolean
  /** Whether the loop is over after a round. */
  breaksAfter(variables: VariableReader): BreakDecision
}

export type LoopVariables =
  | { readonly type: 'ready'; readonly variables: readonly LoopVariable[] }
  | { readonly type: 'failed'; readonly error: string }

export type LoopVariable = { readonly label: string; readonly segment: Segment }

export type BreakDecision =
  | { readonly type: 'decided'; readonly breaks: boolean }
  | { readonly type: 'failed'; readonly error: string }

/** The results of an iteration's items as its output: one list where every result that is not null is a list. */
export function flattenResults(results: readonly JsonValue[]): readonly JsonValue[] {
  const lists = results.filter(isList)
  const isEveryList = results.every((result) => result === null || Array.isArray(result))
  return lists.length > 0 && isEveryList ? lists.flat() : results
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
