import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import {
  NodeData,
  type BoundNode,
  type NodeDefinition,
  type NodeKind,
  type NodeOutcome,
  type Segment,
  type Selector,
  type VariableReader,
} from '@weft/domain/workflow'
import { recordValue } from '../shared/record-value.js'
import { segmentOutputs } from '../shared/segment-outputs.js'

type Group = { readonly name: string; readonly selectors: readonly Selector[] }
type Chosen = { readonly selector: Selector; readonly segment: Segment }

/**
 * Gives on the first of several variables that is there, in the order of the list; a variable that is null is there.
 * With groups, one output per group, holding a map with `output`. Where nothing is there, there is no output.
 */
export class VariableAggregatorNodeKind implements NodeKind {
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = false

  /** Older documents call the type `variable-assigner`. */
  constructor(readonly type: 'variable-aggregator' | 'variable-assigner' = 'variable-aggregator') {}

  bind(node: NodeDefinition): BoundNode {
    const data = NodeData.of(node)
    const groups = parseGroups(data)
    const selectors = data.selectors('variables')
    return {
      isImmediate: true,
      execute: ({ variables }) =>
        groups ? aggregateGroups(groups, variables) : aggregate(selectors, variables),
    }
  }
}

function parseGroups(data: NodeData): readonly Group[] | undefined {
  const settings = data.child('advanced_settings')
  if (!settings?.flag('group_enabled', false)) return undefined
  return settings.maps('groups').map((group) => ({
    name: group.text('group_name'),
    selectors: group.selectors('variables'),
  }))
}

function aggregate(selectors: readonly Selector[], variables: VariableReader): NodeOutcome {
  const chosen = firstPresent(selectors, variables)
  if (!chosen) return { type: 'succeeded', inputs: {}, outputs: {} }
  return {
    type: 'succeeded',
    inputs: { [describe(chosen.selector)]: recordValue(chosen.segment) },
    ...segmentOutputs([['output', chosen.segment]]),
  }
}

function aggregateGroups(groups: readonly Group[], variables: VariableReader): NodeOutcome {
  const inputs: [string, JsonValue][] = []
  const outputs: [string, JsonObject][] = []
  for (const { name, selectors } of groups) {
    const chosen = firstPresent(selectors, variables)
    if (!chosen) continue
    inputs.push([describe(chosen.selector), recordValue(chosen.segment)])
    outputs.push([name, { output: chosen.segment.value }])
  }
  return {
    type: 'succeeded',
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
  }
}

function firstPresent(
  selectors: readonly Selector[],
  variables: VariableReader,
): Chosen | undefined {
  for (const selector of selectors) {
    const segment = variables.get(selector)
    if (segment) return { selector, segment }
  }
  return undefined
}

/** The selector without its node. */
function describe(selector: Selector): string {
  return selector.slice(1).join('.')
}
