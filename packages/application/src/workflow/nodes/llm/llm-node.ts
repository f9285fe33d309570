import { WeftError, type JsonObject } from '@weft/domain/kernel'
import { promptRecord, usageRecord, type ModelRegistry } from '@weft/domain/model'
import {
  NodeData,
  type BoundNode,
  type NodeContext,
  type NodeDefinition,
  type NodeFailure,
  type NodeKind,
  type NodeOutcome,
  type NodeProgress,
  type TemplateRenderer,
} from '@weft/domain/workflow'
import { askedByApp } from '../shared/asked-by-app.js'
import { modelErrorType } from '../shared/model-failure.js'
import { replyRecord } from '../shared/model-reply.js'
import type { ModelUsingNodeKind } from '../shared/model-using-node-kind.js'
import { PromptBuilder } from './build-prompt.js'
import { resolveParameters } from './completion-parameters.js'
import { readContext, type LlmContext } from './llm-context.js'
import { recordInputs, referencesOf } from './llm-inputs.js'
import { parseLlmNodeData, type LlmNodeData } from './llm-node-data.js'
import { LlmNodeError } from './llm-node-error.js'
import { streamReply, type LlmReply } from './llm-reply.js'
import { maskSecrets } from './mask-secrets.js'
import { readStructuredReply, requireSchema } from './structured-output.js'
import { readVisionFiles } from './vision-files.js'

type Progress<Result> = AsyncGenerator<NodeProgress, Result, undefined>

/** Asks a model and streams what it says. */
export class LlmNodeKind implements ModelUsingNodeKind {
  readonly type = 'llm'
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = true
  private readonly prompts: PromptBuilder

  constructor(
    private readonly models: ModelRegistry,
    private readonly templates: TemplateRenderer,
  ) {
    this.prompts = new PromptBuilder(templates)
  }

  withModels(models: ModelRegistry): NodeKind {
    return new LlmNodeKind(models, this.templates)
  }

  bind(node: NodeDefinition): BoundNode {
    const data = parseLlmNodeData(NodeData.of(node))
    return { execute: (context) => this.ask(data, context) }
  }

  private async *ask(data: LlmNodeData, context: NodeContext): Progress<NodeOutcome> {
    let inputs: JsonObject = {}
    try {
      const { variables } = context
      const found = readContext(data.contextSelector, variables)
      const files = data.vision ? readVisionFiles(data.vision, variables) : []
      inputs = recordInputs(data, variables, files, found)
      if (found) yield toResources(found)
      return { ...(yield* this.answer(data, context, found)), inputs }
    } catch (error) {
      return toFailure(error, inputs, context.signal)
    }
  }

  private async *answer(
    data: LlmNodeData,
    context: NodeContext,
    found: LlmContext | undefined,
  ): Progress<NodeOutcome> {
    const { variables, memory, signal, run, nodeId } = context
    const foundModel = await this.models.languageModel(run.tenantId, data.model)
    const model = askedByApp(foundModel, variables)
    const responseSchema = data.structuredOutput && requireSchema(data.structuredOutput, model)
    const parameters = resolveParameters(data.parameters, variables)
    const material = { variables, memory, model, context: found, parameters }
    const messages = await this.prompts.build(data, material)
    const request = { messages, parameters, stop: data.parameters.stop, tools: [], responseSchema }
    const chunks = model.complete({ ...request, user: run.user, nodeId }, { signal })
    const reply = yield* streamReply(chunks, data.reasoningFormat)
    const prompts = maskSecrets(promptRecord(messages), referencesOf(data), variables)
    const record = replyRecord(model.ref, data.prompt.mode, prompts, reply)
    return { ...toResult(data, reply), ...record }
  }
}

function toResources({ resources, text }: LlmContext): NodeProgress {
  return { type: 'retriever-resources', resources, context: text }
}

/** The tokens are spent whether or not the reply is what was wanted. */
function toResult(data: LlmNodeData, reply: LlmReply): NodeOutcome {
  try {
    return { type: 'succeeded', outputs: toOutputs(data, reply) }
  } catch (error) {
    if (error instanceof LlmNodeError)
      return { type: 'failed', error: error.message, errorType: error.errorType }
    throw error
  }
}

function toOutputs({ structuredOutput }: LlmNodeData, reply: LlmReply): JsonObject {
  const { text, reasoning, usage, finishReason } = reply
  return {
    text,
    reasoning_content: reasoning,
    usage: usageRecord(usage),
    finish_reason: finishReason,
    ...(structuredOutput && { structured_output: readStructuredReply(structuredOutput, text) }),
  }
}

/** What went wrong as data; what is nobody's fault here, or a stop, is thrown on. */
function toFailure(error: unknown, inputs: JsonObject, signal: AbortSignal): NodeFailure {
  if (signal.aborted || !(error instanceof WeftError)) throw error
  const errorType = error instanceof LlmNodeError ? error.errorType : modelErrorType(error)
  return { type: 'failed', error: error.message, errorType, inputs }
}
