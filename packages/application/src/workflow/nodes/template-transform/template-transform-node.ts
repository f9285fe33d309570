import {
  NodeData,
  type BoundNode,
  type NodeContext,
  type NodeDefinition,
  type NodeKind,
  type NodeOutcome,
  type TemplateRenderer,
} from '@weft/domain/workflow'
import {
  parseMappedVariables,
  readMappedVariables,
  type MappedVariable,
} from '../shared/mapped-variable.js'

type TemplateData = {
  readonly template: string
  readonly variables: readonly MappedVariable[]
}

/** Renders a Jinja2 template into `output`. A variable that is missing is null to the template. */
export class TemplateTransformNodeKind implements NodeKind {
  readonly type = 'template-transform'
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = false

  /** @param maxOutputLength in characters. */
  constructor(
    private readonly templates: TemplateRenderer,
    private readonly maxOutputLength: number,
  ) {}

  bind(node: NodeDefinition): BoundNode {
    const data = NodeData.of(node)
    const template: TemplateData = {
      template: data.text('template'),
      variables: parseMappedVariables(data),
    }
    return { isImmediate: true, execute: (context) => this.transform(template, context) }
  }

  private transform(data: TemplateData, { variables }: NodeContext): NodeOutcome {
    const { values, record: inputs } = readMappedVariables(data.variables, variables)
    const outcome = this.templates.render(data.template, values)
    if (outcome.type === 'failed')
      return { type: 'failed', error: outcome.message, errorType: 'TemplateRenderError', inputs }
    if (outcome.text.length > this.maxOutputLength)
      return {
        type: 'failed',
        error: `Output length exceeds ${this.maxOutputLength} characters`,
        errorType: 'TemplateRenderError',
        inputs,
      }
    return { type: 'succeeded', inputs, outputs: { output: outcome.text } }
  }
}
