import { canCallTools } from '@weft/domain/agent'
import { isJsonObject, RuleViolation, WeftError, type JsonObject } from '@weft/domain/kernel'
import {
  splitReasoning,
  usageRecord,
  type LanguageModel,
  type ModelRegistry,
  type PromptMessage,
} from '@weft/domain/model'
import {
  NodeData,
  renderTemplate,
  templateSelectors,
  type BoundNode,
  type NodeContext,
  type NodeDefinition,
  type NodeFailure,
  type NodeKind,
  type NodeOutcome,
  type NodeSuccess,
  type Selector,
} from '@weft/domain/workflow'
import { askModel, questionRecord, questionText, type ModelQuestion } from '../shared/ask-model.js'
import { findJson } from '../shared/balanced-json.js'
import { modelNodeFailure } from '../shared/model-node-failure.js'
import type { ModelReply } from '../shared/model-reply.js'
import type { ModelUsingNodeKind } from '../shared/model-using-node-kind.js'
import { findProblem, normaliseResult } from './check-result.js'
import { parseExtractorData, type ExtractorData } from './extractor-data.js'
import {
  chatPrompt,
  completionPrompt,
  functionCallPrompt,
  type ExtractorTask,
} from './extractor-prompt.js'
import { extractorSchema, extractorTool } from './extractor-schema.js'

/** Lets a model find values in a text. What it finds may be wrong: that is told, and fails nothing. */
export class ParameterExtractorNodeKind implements ModelUsingNodeKind {
  readonly type = 'parameter-extractor'
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = false

  constructor(private readonly models: ModelRegistry) {}

  withModels(models: ModelRegistry): NodeKind {
    return new ParameterExtractorNodeKind(models)
  }

  bind(node: NodeDefinition): BoundNode {
    const data = parseExtractorData(NodeData.of(node))
    return { execute: (context) => this.extract(data, context) }
  }

  private async extract(data: ExtractorData, context: NodeContext): Promise<NodeOutcome> {
    const inputs = recordInputs(data, context)
    try {
      return { ...(await this.ask(data, context)), inputs }
    } catch (error) {
      return toFailure(error, inputs, context.signal)
    }
  }

  private async ask(data: ExtractorData, context: NodeContext): Promise<NodeSuccess> {
    const answer = await askModel(this.models, toQuestion(data, context), context)
    const { reply, record, tools } = answer
    return {
      ...toResult(data, reply),
      ...record,
      processData: {
        ...record.processData,
        function: tools[0] ? { name: tools[0].name, parameters: tools[0].parameters } : null,
        tool_call: reply.toolCalls[0] ? { ...reply.toolCalls[0] } : null,
        llm_text: reply.text,
      },
    }
  }
}

function toQuestion(data: ExtractorData, { variables }: NodeContext): ModelQuestion {
  const { settings, parameters, query, instruction } = data
  return {
    settings,
    references: referencesOf(data),
    messages: (model, histories) => {
      const task: ExtractorTask = {
        text: questionText(query, variables),
        schema: extractorSchema(parameters),
        instruction: renderTemplate(instruction, variables),
        histories,
      }
      return messagesFor(task, model, wantsFunctionCall(data, model))
    },
    tools: (model) => (wantsFunctionCall(data, model) ? [extractorTool(parameters)] : []),
  }
}

/** @throws InvalidModelModeError when functions are wanted of a model that only continues texts. */
function wantsFunctionCall({ mode }: ExtractorData, model: LanguageModel): boolean {
  if (mode === 'prompt' || !canCallTools(model)) return false
  const { mode: modelMode, features } = model.profile
  if (modelMode === 'chat') return true
  if (features) throw new InvalidModelModeError(`Model mode ${modelMode} not support.`)
  return false
}

/** The model cannot be asked in the way the node wants. */
class InvalidModelModeError extends RuleViolation {
  override readonly code = 'workflow.invalid_model_mode'
}

function messagesFor(
  task: ExtractorTask,
  { profile }: LanguageModel,
  callsFunction: boolean,
): readonly PromptMessage[] {
  if (callsFunction) return functionCallPrompt(task)
  return profile.mode === 'chat' ? chatPrompt(task) : completionPrompt(task)
}

const NOTHING_FOUND =
  'Failed to extract result from function call or text response, using empty result.'

function toResult({ parameters }: ExtractorData, reply: ModelReply): NodeSuccess {
  const found = readResult(reply)
  const problem = found ? findProblem(parameters, found) : NOTHING_FOUND
  return {
    type: 'succeeded',
    outputs: {
      __is_success: problem === undefined ? 1 : 0,
      __reason: problem ?? null,
      __usage: usageRecord(reply.usage),
      ...normaliseResult(parameters, found ?? {}),
    },
    outputTypes: Object.fromEntries(
      parameters.flatMap(({ name, type }) => (type.startsWith('array') ? [[name, type]] : [])),
    ),
  }
}

/** What the model found: the arguments of its call, else the first JSON map in its text. */
function readResult({ toolCalls, text }: ModelReply): JsonObject | undefined {
  const [call] = toolCalls
  const called = call && findJson(call.arguments, isJsonObject)
  return called ?? findJson(splitReasoning(text).text, isJsonObject)
}

function toFailure(error: unknown, inputs: JsonObject, signal: AbortSignal): NodeFailure {
  if (signal.aborted) throw error
  if (error instanceof WeftError) {
    const failure = modelNodeFailure(error, inputs, signal)
    return { ...failure, outputs: { __is_success: 0, __reason: error.message } }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    type: 'failed',
    error: message,
    errorType: 'WorkflowNodeError',
    inputs,
    outputs: { __is_success: 0, __reason: 'Failed to invoke model', __error: message },
  }
}

function recordInputs(data: ExtractorData, { variables }: NodeContext): JsonObject {
  const { query, parameters, instruction, settings } = data
  return {
    ...questionRecord(query, settings, variables),
    parameters: parameters.map(({ name, type, description, isRequired }) => ({
      name,
      type,
      description,
      required: isRequired,
    })),
    instruction: renderTemplate(instruction, variables, 'log'),
  }
}

function referencesOf({ query, instruction }: ExtractorData): readonly Selector[] {
  return [...(query ? [query] : []), ...templateSelectors(instruction)]
}
