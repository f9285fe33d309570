import { canCallTools, type AgentStrategy } from '@weft/domain/agent'
import type { FileStore } from '@weft/domain/file'
import { WeftError, type JsonObject } from '@weft/domain/kernel'
import { usageRecord, type LanguageModel, type ModelRegistry } from '@weft/domain/model'
import { ToolFileError, type ToolRegistry } from '@weft/domain/tool'
import {
  NodeData,
  type BoundNode,
  type NodeContext,
  type NodeDefinition,
  type NodeFailure,
  type NodeKind,
  type NodeOutcome,
  type NodeProgress,
  type NodeSuccess,
} from '@weft/domain/workflow'
import { runFunctionCallingAgent, runReactAgent, type AgentTask } from '../../../agent/index.js'
import { readHistory } from '../llm/build-prompt.js'
import { askedByApp } from '../shared/asked-by-app.js'
import { modelErrorType } from '../shared/model-failure.js'
import { usageMetadata } from '../shared/model-reply.js'
import type { ModelUsingNodeKind } from '../shared/model-using-node-kind.js'
import { parseAgentNodeData, type AgentNodeData } from './agent-node-data.js'
import { AgentNodeError } from './agent-node-error.js'
import { AgentOutput } from './agent-output.js'
import {
  readAgentParameters,
  resolveAgentParameters,
  type ResolvedParameters,
} from './agent-parameters.js'
import { findAgentTools, type AgentTools } from './agent-tools.js'

type Progress<Result> = AsyncGenerator<NodeProgress, Result, undefined>

/** Lets a model work on a task with tools until it has an answer. */
export class AgentNodeKind implements ModelUsingNodeKind {
  readonly type = 'agent'
  readonly versions = ['1', '2']
  readonly executionClass = 'executable'
  readonly isRetryable = false

  /**
   * @param tools absent where no tools are set up: agents then go on without.
   * @param fileStore where files that tools make are kept; absent where none can be.
   */
  constructor(
    private readonly models: ModelRegistry,
    private readonly tools: ToolRegistry | undefined,
    private readonly fileStore: FileStore | undefined,
  ) {}

  withModels(models: ModelRegistry): NodeKind {
    return new AgentNodeKind(models, this.tools, this.fileStore)
  }

  bind(node: NodeDefinition): BoundNode {
    const data = parseAgentNodeData(NodeData.of(node))
    return { execute: (context) => this.act(data, context) }
  }

  private async *act(data: AgentNodeData, context: NodeContext): Progress<NodeOutcome> {
    const keeping = { store: this.fileStore, tenantId: context.run.tenantId }
    const output = new AgentOutput(context.nodeId, data.reasoningFormat, keeping)
    let inputs: JsonObject = {}
    try {
      const strategy = strategyOf(data)
      const resolved = resolveAgentParameters(data.parameters, context.variables)
      inputs = resolved.record
      yield* this.work(data, strategy, resolved, context, output)
      return { ...toSuccess(output), inputs, ...toRecord(data, output) }
    } catch (error) {
      const failure = toFailure(error, context.signal)
      return { ...failure, inputs, ...toRecord(data, output) }
    }
  }

  private async *work(
    data: AgentNodeData,
    strategy: AgentStrategy,
    { values }: ResolvedParameters,
    context: NodeContext,
    output: AgentOutput,
  ): Progress<void> {
    const { run, executionId, nodeId, signal } = context
    const parameters = readAgentParameters(values)
    const foundModel = await this.models.languageModel(run.tenantId, parameters.model)
    const model = askedByApp(foundModel, context.variables)
    const found = await findAgentTools(parameters.tools, this.tools, context, data.metaVersion)
    for (const log of missingToolLogs(executionId, found))
      yield* await output.take({ type: 'step', log })
    const task: AgentTask = {
      model,
      parameters: parameters.completionParameters,
      stop: parameters.stop,
      instruction: parameters.instruction,
      history: await readHistory(data.memory, {
        memory: context.memory,
        model,
        parameters: parameters.completionParameters,
      }),
      query: parameters.query,
      media: [],
      tools: found.tools,
      maxIterations: parameters.maxIterations,
      nodeId,
      invocation: { tenantId: run.tenantId, user: run.user, signal },
      idPrefix: executionId,
      now: () => context.now(),
    }
    const agent = isCalling(strategy, model) ? runFunctionCallingAgent(task) : runReactAgent(task)
    let step = await agent.next()
    for (; step.done !== true; step = await agent.next()) yield* await output.take(step.value)
    yield* output.end()
  }
}

/** The names under which strategies are known, whatever plugin brings them. */
const STRATEGIES: ReadonlyMap<string, AgentStrategy> = new Map([
  ['functioncalling', 'function-calling'],
  ['functioncall', 'function-calling'],
  ['react', 'react'],
  ['cot', 'react'],
])

function strategyOf({ strategyName, strategyProvider }: AgentNodeData): AgentStrategy {
  const strategy = STRATEGIES.get(strategyName.toLowerCase().replace(/[^a-z]/g, ''))
  if (strategy) return strategy
  throw new AgentNodeError(
    'AgentStrategyError',
    `Failed to get agent strategy: there is no strategy ${strategyProvider}/${strategyName} here. ` +
      'Choose function_calling or ReAct.',
  )
}

/** A model known not to call functions is asked in words. */
function isCalling(strategy: AgentStrategy, model: LanguageModel): boolean {
  return strategy === 'function-calling' && model.profile.mode === 'chat' && canCallTools(model)
}

function missingToolLogs(executionId: string, { missing }: AgentTools) {
  return missing.map(({ name, reason }, index) => ({
    id: `${executionId}:missing-tool-${index + 1}`,
    parentId: undefined,
    label: `Tool ${name}`,
    status: 'error' as const,
    error: reason,
    data: {},
    metadata: {},
  }))
}

function toSuccess({ outputs, usage }: AgentOutput): NodeSuccess {
  return {
    type: 'succeeded',
    outputs: { ...outputs, usage: usageRecord(usage) },
    outputTypes: { files: 'array[file]' },
  }
}

/** The tokens are spent whether or not the agent came to an answer. */
function toRecord(
  { info }: AgentNodeData,
  { presentedLogs, usage }: AgentOutput,
): Pick<NodeSuccess, 'metadata' | 'usage'> {
  return { metadata: { ...info, agent_log: presentedLogs, ...usageMetadata(usage) }, usage }
}

function toFailure(error: unknown, signal: AbortSignal): NodeFailure {
  if (signal.aborted) throw error
  if (error instanceof AgentNodeError)
    return { type: 'failed', error: error.message, errorType: error.errorType }
  const message = error instanceof Error ? error.message : String(error)
  const step = error instanceof ToolFileError ? 'transform agent message' : 'invoke agent'
  return { type: 'failed', error: `Failed to ${step}: ${message}`, errorType: errorTypeOf(error) }
}

function errorTypeOf(error: unknown): string {
  if (error instanceof ToolFileError) return 'ToolFileError'
  return error instanceof WeftError ? modelErrorType(error) : 'AgentInvocationError'
}
