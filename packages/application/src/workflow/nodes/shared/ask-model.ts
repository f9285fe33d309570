import type { JsonObject } from '@weft/domain/kernel'
import {
  attachMedia,
  fitContent,
  historyText,
  promptRecord,
  type LanguageModel,
  type ModelRegistry,
  type PromptMessage,
  type ToolDefinition,
} from '@weft/domain/model'
import {
  renderText,
  type NodeContext,
  type NodeSuccess,
  type Selector,
  type VariableReader,
} from '@weft/domain/workflow'
import { readHistory } from '../llm/build-prompt.js'
import { resolveParameters } from '../llm/completion-parameters.js'
import { maskSecrets } from '../llm/mask-secrets.js'
import { askedByApp } from './asked-by-app.js'
import { collectReply, replyRecord, type ModelReply } from './model-reply.js'
import { visionMedia, type ModelSettings } from './model-settings.js'
import { recordValue } from './record-value.js'

/** What a node asks of a model whose whole reply it waits for. */
export type ModelQuestion = {
  readonly settings: ModelSettings
  /** Variables the prompt was made from, whose secrets are masked in its record. */
  readonly references: readonly Selector[]
  /** The messages, with the conversation so far as text; media and limits of the model are seen to. */
  readonly messages: (model: LanguageModel, histories: string) => readonly PromptMessage[]
  readonly tools?: (model: LanguageModel) => readonly ToolDefinition[]
}

export type ModelAnswer = {
  readonly reply: ModelReply
  /** What is kept of the call besides its result. */
  readonly record: Pick<NodeSuccess, 'processData' | 'metadata' | 'usage'>
  /** The tools the model was offered. */
  readonly tools: readonly ToolDefinition[]
}

/** Asks the model of the workspace, and waits for its whole reply. Rejects with what the model rejects with. */
export async function askModel(
  models: ModelRegistry,
  { settings, references, ...question }: ModelQuestion,
  context: NodeContext,
): Promise<ModelAnswer> {
  const { run, signal, nodeId, variables, memory } = context
  const found = await models.languageModel(run.tenantId, settings.model)
  const model = askedByApp(found, variables)
  const parameters = resolveParameters(settings.parameters, variables)
  const history = await readHistory(settings.memory, { memory, model, parameters })
  const asked = question.messages(model, historyText(history))
  const media = visionMedia(settings.vision, variables)
  const messages = fitContent(attachMedia(asked, media), model.profile)
  const tools = question.tools?.(model) ?? []
  const { stop } = settings.parameters
  const request = { messages, parameters, stop, tools, responseSchema: undefined }
  const reply = await collectReply(
    model.complete({ ...request, user: run.user, nodeId }, { signal }),
  )
  const prompts = maskSecrets(promptRecord(messages), references, variables)
  return { reply, tools, record: replyRecord(model.ref, model.profile.mode, prompts, reply) }
}

/** The text a node asks about; empty when it is not there. */
export function questionText(selector: Selector | undefined, variables: VariableReader): string {
  const segment = selector && variables.get(selector)
  return segment ? renderText(segment) : ''
}

/** The text a node asks about, and of which model, as its record shows them. */
export function questionRecord(
  selector: Selector | undefined,
  { model }: ModelSettings,
  variables: VariableReader,
): JsonObject {
  const segment = selector && variables.get(selector)
  return {
    query: segment ? recordValue(segment) : '',
    model_provider: model.provider,
    model_name: model.name,
  }
}
