import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import {
  evaluateConditions,
  NodeData,
  parseConditionGroup,
  type BoundNode,
  type ConditionComparison,
  type ConditionGroup,
  type ConditionOutcome,
  type NodeDefinition,
  type NodeKind,
  type NodeOutcome,
  type VariableReader,
} from '@weft/domain/workflow'

type Case = {
  readonly id: string
  /** How the record tells which case this is. */
  readonly group: JsonValue
  readonly conditions: ConditionGroup
}

const ELSE = 'false'

/** Takes the edges of the first case whose conditions hold, else those of the handle `false`. */
export class IfElseNodeKind implements NodeKind {
  readonly type = 'if-else'
  readonly versions = ['1']
  readonly executionClass = 'branch'
  readonly isRetryable = false

  bind(node: NodeDefinition): BoundNode {
    const cases = parseCases(NodeData.of(node))
    return { isImmediate: true, execute: ({ variables }) => choose(cases, variables) }
  }
}

/** Documents from before there were several cases have their conditions at the top: they are the case `true`. */
function parseCases(data: NodeData): readonly Case[] {
  if (data.raw('cases') === undefined)
    return [{ id: 'true', group: 'default', conditions: parseConditionGroup(data) }]
  return data.maps('cases').map((item) => {
    const id = item.text('case_id')
    return { id, group: item.content, conditions: parseConditionGroup(item) }
  })
}

function choose(cases: readonly Case[], variables: VariableReader): NodeOutcome {
  const results: JsonObject[] = []
  let inputs: JsonObject = { conditions: [] }
  for (const { id, group, conditions } of cases) {
    const outcome = evaluateConditions(conditions, variables)
    inputs = { conditions: outcome.comparisons.map(presentComparison) }
    if (outcome.type === 'failed') return fail(outcome.message, inputs, results)
    results.push(presentResult(group, outcome))
    if (outcome.isMet) return select(id, inputs, results)
  }
  return select(ELSE, inputs, results)
}

function select(id: string, inputs: JsonObject, results: readonly JsonObject[]): NodeOutcome {
  return {
    type: 'succeeded',
    handle: id,
    inputs,
    processData: { condition_results: results },
    outputs: { result: id !== ELSE, selected_case_id: id },
  }
}

function fail(error: string, inputs: JsonObject, results: readonly JsonObject[]): NodeOutcome {
  return {
    type: 'failed',
    error,
    errorType: 'ConditionError',
    inputs,
    processData: { condition_results: results },
  }
}

function presentComparison({ actual, expected, operator }: ConditionComparison): JsonObject {
  return { actual_value: actual, expected_value: expected, comparison_operator: operator }
}

function presentResult(
  group: JsonValue,
  outcome: Extract<ConditionOutcome, { type: 'decided' }>,
): JsonObject {
  return { group, results: outcome.results, final_result: outcome.isMet }
}
