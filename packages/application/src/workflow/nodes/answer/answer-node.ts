import type { JsonArray, JsonValue } from '@weft/domain/kernel'
import {
  NodeData,
  parseTemplate,
  renderTemplate,
  templateSelectors,
  type BoundNode,
  type NodeDefinition,
  type NodeKind,
  type Segment,
  type Selector,
  type VariableReader,
} from '@weft/domain/workflow'

/** Says a text with references filled in, and hands on the files it refers to, in order. */
export class AnswerNodeKind implements NodeKind {
  readonly type = 'answer'
  readonly versions = ['1']
  readonly executionClass = 'response'
  readonly isRetryable = false

  bind(node: NodeDefinition): BoundNode {
    const template = parseTemplate(NodeData.of(node).text('answer'))
    const selectors = templateSelectors(template)
    return {
      isImmediate: true,
      responseTemplate: template.parts,
      streamedOutput: 'answer',
      execute: ({ variables }) => ({
        type: 'succeeded',
        outputs: {
          answer: renderTemplate(template, variables, 'markdown'),
          files: filesOf(selectors, variables),
        },
        outputTypes: { files: 'array[file]' },
      }),
    }
  }
}

function filesOf(selectors: readonly Selector[], variables: VariableReader): JsonArray {
  return selectors.flatMap((selector) => {
    const segment = variables.get(selector)
    return segment ? filesIn(segment) : []
  })
}

function filesIn({ type, value }: Segment): readonly JsonValue[] {
  if (type === 'file') return [value]
  return type === 'array[file]' && Array.isArray(value) ? (value as JsonArray) : []
}
