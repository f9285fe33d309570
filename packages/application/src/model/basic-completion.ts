import { ValidationError, type AppId, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  assembleAdvancedPrompt,
  assembleSimplePrompt,
  configuredMaxTokens,
  fitContent,
  fitMaxTokens,
  type BasicPrompt,
  type BasicPromptMaterial,
  type CompletionRequest,
  type HistoryRound,
  type LanguageModel,
  type MediaPart,
  type PromptValues,
} from '@weft/domain/model'
import type { ConfiguredModel, ModelAppConfiguration } from '@weft/domain/workflow'

export type BasicCompletionArgs = {
  readonly app: 'chat' | 'completion'
  readonly configuration: ModelAppConfiguration
  /** The model the configuration names. */
  readonly configured: ConfiguredModel
  readonly inputs: JsonObject
  readonly query: string
  /** Earlier rounds, oldest first; absent when the conversation begins. */
  readonly history: readonly HistoryRound[] | undefined
  readonly media: readonly MediaPart[]
  /** The caller's name for the end user. */
  readonly user: string | undefined
  /** Absent where the app is not stored. */
  readonly appId?: AppId
}

/**
 * What a chat or completion app asks its model.
 *
 * @throws ValidationError when the author wrote no prompt for the way this model is spoken to, or it comes out empty.
 */
export function basicCompletionRequest(
  model: LanguageModel,
  args: BasicCompletionArgs,
): CompletionRequest {
  const { parameters } = args.configured
  const { contextSize } = model.profile
  const prompt = assemblePrompt(model, args, {
    inputs: promptValues(args.inputs),
    query: args.query,
    context: undefined,
    history: args.history,
    media: args.media,
    budget: { contextSize, maxTokens: configuredMaxTokens(parameters) },
    countTokens: (messages) => model.countTokens(messages),
  })
  const messages = fitContent(prompt.messages, model.profile)
  if (messages.length === 0) throw new ValidationError('There is nothing to ask the model.')
  return {
    messages,
    parameters: fitMaxTokens(parameters, contextSize, model.countTokens(messages)),
    stop: prompt.stop,
    tools: [],
    responseSchema: undefined,
    user: args.user,
    nodeId: undefined,
    appId: args.appId,
  }
}

function assemblePrompt(
  { profile }: LanguageModel,
  { app, configuration, configured }: BasicCompletionArgs,
  material: BasicPromptMaterial,
): BasicPrompt {
  const { promptType, prePrompt, chatPrompt, completionPrompt } = configuration
  if (promptType === 'simple')
    return assembleSimplePrompt({ app, modelMode: profile.mode, prePrompt }, material)
  if (profile.mode === 'chat') {
    if (chatPrompt.length === 0) throw new ValidationError('chat_prompt_config has no prompt.')
    return assembleAdvancedPrompt(
      { modelMode: 'chat', prompt: chatPrompt },
      material,
      configured.stop,
    )
  }
  const { text, prefixes } = completionPrompt
  if (text === '') throw new ValidationError('completion_prompt_config has no prompt.')
  return assembleAdvancedPrompt(
    { modelMode: 'completion', prompt: text, prefixes },
    material,
    configured.stop,
  )
}

/** Form values as text; a value that is not there fills nothing in. */
export function promptValues(inputs: JsonObject): PromptValues {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, value]) =>
      value === null ? [[name, '']] : [[name, valueText(value)]],
    ),
  )
}

function valueText(value: Exclude<JsonValue, null>): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
