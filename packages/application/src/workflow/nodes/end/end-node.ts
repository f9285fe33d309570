import {
  NodeData,
  type BoundNode,
  type NodeDefinition,
  type NodeKind,
  type ResponseSegment,
  type Segment,
  type VariableReader,
} from '@weft/domain/workflow'
import { parseMappedVariables, type MappedVariable } from '../shared/mapped-variable.js'
import { recordValue } from '../shared/record-value.js'
import { segmentOutputs } from '../shared/segment-outputs.js'

const NONE: Segment = { type: 'none', value: null }

/** Names variables as outputs of the run. A variable that is missing is null; of two with one name the later counts. */
export class EndNodeKind implements NodeKind {
  readonly type = 'end'
  readonly versions = ['1']
  readonly executionClass = 'response'
  readonly isRetryable = false

  bind(node: NodeDefinition): BoundNode {
    const outputs = parseMappedVariables(NodeData.of(node), 'outputs')
    return {
      isImmediate: true,
      responseTemplate: toResponseTemplate(outputs),
      execute: ({ variables }) => {
        const segments = readSegments(outputs, variables)
        const inputs = segments.map(([name, segment]) => [name, recordValue(segment)] as const)
        return {
          type: 'succeeded',
          inputs: Object.fromEntries(inputs),
          ...segmentOutputs(segments),
        }
      },
    }
  }
}

function toResponseTemplate(outputs: readonly MappedVariable[]): readonly ResponseSegment[] {
  return outputs
    .flatMap(({ selector }) => (selector ? [selector] : []))
    .flatMap((selector, index): readonly ResponseSegment[] => {
      const reference: ResponseSegment = { type: 'reference', selector }
      return index === 0 ? [reference] : [{ type: 'text', text: '\n' }, reference]
    })
}

function readSegments(
  outputs: readonly MappedVariable[],
  variables: VariableReader,
): readonly (readonly [string, Segment])[] {
  return outputs.map(({ name, selector }) => [name, (selector && variables.get(selector)) ?? NONE])
}
