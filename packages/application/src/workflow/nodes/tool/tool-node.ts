import type { FileStore } from '@weft/domain/file'
import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import {
  completeArguments,
  ToolArgumentInvalid,
  ToolFileError,
  type Tool,
  type ToolParameter,
  type ToolRegistry,
} from '@weft/domain/tool'
import {
  NodeData,
  type BoundNode,
  type NodeContext,
  type NodeDefinition,
  type NodeFailure,
  type NodeKind,
  type NodeOutcome,
  type NodeProgress,
  type VariableReader,
} from '@weft/domain/workflow'
import { ToolResult } from '../shared/tool-result.js'
import { resolveInput } from './tool-input.js'
import { parseToolNodeData, type ToolNodeData } from './tool-node-data.js'

type Progress<Result> = AsyncGenerator<NodeProgress, Result, undefined>

/** Uses a tool with values of the run. */
export class ToolNodeKind implements NodeKind {
  readonly type = 'tool'
  readonly versions = ['1', '2']
  readonly executionClass = 'executable'
  readonly isRetryable = true

  /**
   * @param tools absent where no tools are set up: every node then fails and says so.
   * @param fileStore where files that tools make are kept; absent where none can be.
   */
  constructor(
    private readonly tools: ToolRegistry | undefined,
    private readonly fileStore: FileStore | undefined,
  ) {}

  bind(node: NodeDefinition): BoundNode {
    const data = parseToolNodeData(NodeData.of(node))
    return { execute: (context) => this.use(data, context) }
  }

  private async *use(data: ToolNodeData, context: NodeContext): Progress<NodeOutcome> {
    const metadata = data.info
    let tool: Tool
    try {
      tool = await this.find(data, context)
    } catch (error) {
      return { ...toFailure(error, 'get tool runtime', context), metadata }
    }
    const { parameters } = tool.description
    const given = gather(data, parameters, context.variables)
    if (given.type === 'failed') return { ...given, metadata }
    try {
      const outputs = yield* this.invoke(tool, given.values, context)
      const outputTypes = { files: 'array[file]' } as const
      return { type: 'succeeded', outputs, outputTypes, inputs: given.record, metadata }
    } catch (error) {
      return { ...toFailure(error, 'invoke tool', context), inputs: given.record, metadata }
    }
  }

  private async find({ tool }: ToolNodeData, { run }: NodeContext): Promise<Tool> {
    if (!this.tools) throw new Error(NO_TOOLS)
    return this.tools.tool(run.tenantId, tool)
  }

  private async *invoke(
    tool: Tool,
    values: JsonObject,
    { run, signal }: NodeContext,
  ): Progress<JsonObject> {
    const { tenantId, user } = run
    const complete = completeArguments(tool.description.parameters, values)
    const result = new ToolResult({ store: this.fileStore, tenantId })
    for await (const message of tool.invoke(complete, { tenantId, user, signal }))
      yield* await result.take(message)
    yield* result.end()
    return result.outputs
  }
}

const NO_TOOLS =
  'no tools are set up in this installation: hand a tool registry to the node kinds (`tools`).'

type Given =
  { readonly type: 'given'; readonly values: JsonObject; readonly record: JsonObject } | NodeFailure

/** The values for the tool: the builder's settings, over them what the node fills in. */
function gather(
  { parameters, configurations }: ToolNodeData,
  declared: readonly ToolParameter[],
  variables: VariableReader,
): Given {
  const values: [string, JsonValue][] = []
  const record: [string, JsonValue][] = []
  for (const { name, input } of [...configurations, ...parameters]) {
    const parameter = declared.find((each) => each.name === name)
    const resolved = parameter && resolveInput(input, variables)
    if (!resolved) record.push([name, null])
    else if (resolved.type === 'value') {
      values.push([name, resolved.value])
      record.push([name, isSecret(parameter) ? MASK : resolved.record])
    } else if (parameter.isRequired) return missing(resolved.problem)
  }
  return {
    type: 'given',
    values: Object.fromEntries(values),
    record: Object.fromEntries(record),
  }
}

const MASK = '[secret]'

function isSecret({ type }: ToolParameter): boolean {
  return type === 'secret-input'
}

function missing(problem: string): NodeFailure {
  return { type: 'failed', error: problem, errorType: 'ToolParameterError' }
}

function toFailure(error: unknown, step: Step, { signal }: NodeContext): NodeFailure {
  if (signal.aborted) throw error
  const message = error instanceof Error ? error.message : String(error)
  return {
    type: 'failed',
    error: `Failed to ${step}: ${message}`,
    errorType: errorTypeOf(error, step),
  }
}

type Step = 'get tool runtime' | 'invoke tool'

function errorTypeOf(error: unknown, step: Step): string {
  if (error instanceof ToolArgumentInvalid) return 'ToolParameterError'
  if (error instanceof ToolFileError) return 'ToolFileError'
  return step === 'invoke tool' ? 'ToolRuntimeInvocationError' : 'ToolRuntimeResolutionError'
}
