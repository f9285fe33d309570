import {
  evaluateConditions,
  NodeData,
  parseConditionGroup,
  type BoundNode,
  type BreakDecision,
  type ConditionGroup,
  type NodeDefinition,
  type NodeKind,
  type VariableReader,
} from '@weft/domain/workflow'
import { runsByRules } from '../iteration/runs-by-rules.js'
import { initialise, parseLoopVariable } from './loop-variable.js'

/** Runs its inside again and again until its conditions hold, a loop-end is reached or its rounds are used up. */
export class LoopNodeKind implements NodeKind {
  readonly type = 'loop'
  readonly versions = ['1']
  readonly executionClass = 'container'
  readonly isRetryable = false

  bind(node: NodeDefinition): BoundNode {
    const data = NodeData.of(node)
    const maxRounds = data.integer('loop_count', 10)
    if (maxRounds < 1) data.refuse('loop_count', `must be at least 1, got ${maxRounds}`)
    const variables = data.maps('loop_variables').map(parseLoopVariable)
    const conditions = parseConditionGroup(data, 'break_conditions')
    return {
      execute: runsByRules,
      container: {
        kind: 'loop',
        startNodeId: data.text('start_node_id', '') || undefined,
        maxRounds,
        labels: variables.map(({ label }) => label),
        initialise: (around) => initialise(variables, around),
        breaksBefore: (inside) => holdsAlready(conditions, inside),
        breaksAfter: (inside) => decide(conditions, inside),
      },
    }
  }
}

/** Before the first round not everything is there yet: a condition that cannot be decided does not hold. */
function holdsAlready({ logicalOperator, conditions }: ConditionGroup, variables: VariableReader) {
  if (conditions.length === 0) return false
  const holds = (condition: ConditionGroup['conditions'][number]) => {
    const outcome = evaluateConditions({ logicalOperator, conditions: [condition] }, variables)
    return outcome.type === 'decided' && outcome.isMet
  }
  return logicalOperator === 'and' ? conditions.every(holds) : conditions.some(holds)
}

function decide(group: ConditionGroup, variables: VariableReader): BreakDecision {
  if (group.conditions.length === 0) return { type: 'decided', breaks: false }
  const outcome = evaluateConditions(group, variables)
  return outcome.type === 'decided'
    ? { type: 'decided', breaks: outcome.isMet }
    : { type: 'failed', error: outcome.message }
}
