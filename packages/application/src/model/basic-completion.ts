import {
  isJsonObject,
  ValidationError,
  type AppId,
  type JsonObject,
  type JsonValue,
} from '@weft/domain/kernel'
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
import type {
  ConfiguredModel,
  ModelAppConfiguration,
  TemplateRenderer,
} from '@weft/domain/workflow'

export type BasicCompletionArgs = {
  readonly app: 'chat' | 'completion'
  readonly configuration: ModelAppConfiguration
  /** The model the configuration names. */
  readonly configured: ConfiguredModel
  readonly inputs: JsonObject
  readonly query: string
  /** What knowledge says about the query; absent when none was looked for. */
  readonly context?: string
  /** Earlier rounds, oldest first; absent when the conversation begins. */
  readonly history: readonly HistoryRound[] | undefined
  readonly media: readonly MediaPart[]
  /** The caller's name for the end user. */
  readonly user: string | undefined
  /** Absent where the app is not stored. */
  readonly appId?: AppId
  /** Renders prompts written as Jinja2 templates; without it they are refused. */
  readonly templates?: TemplateRenderer
}

/**
 * What a chat or completion app asks its model.
 *
 * @throws ValidationError when the author wrote no prompt for the way this model is spoken to, it cannot be filled in,
 * or it comes out empty.
 */
export async function basicCompletionRequest(
  model: LanguageModel,
  args: BasicCompletionArgs,
): Promise<CompletionRequest> {
  const { parameters } = args.configured
  const { contextSize } = model.profile
  const prompt = await assemblePrompt(model, args, {
    inputs: promptValues(args.inputs),
    query: promptQuery(args),
    context: args.context,
    history: args.history,
    media: args.media,
    budget: { contextSize, maxTokens: configuredMaxTokens(parameters) },
    countTokens: (messages) => model.countTokens(messages),
    renderJinja: (template) => renderJinja(template, args),
  })
  const messages = fitContent(prompt.messages, model.profile)
  if (messages.length === 0) throw new ValidationError('There is nothing to ask the model.')
  return {
    messages,
    parameters: fitMaxTokens(parameters, contextSize, await model.countTokens(messages)),
    stop: prompt.stop,
    tools: [],
    responseSchema: undefined,
    user: args.user,
    nodeId: undefined,
    appId: args.appId,
  }
}

/** A completion app with knowledge asks about the value of one of its variables, whatever else it was told. */
function promptQuery({
  app,
  configuration,
  inputs,
  query,
}: Pick<BasicCompletionArgs, 'app' | 'configuration' | 'inputs' | 'query'>): string {
  if (app === 'chat' || attachedDatasets(configuration).length === 0) return query
  return promptValues(inputs)[configuration.datasetQueryVariable] ?? ''
}

/** Ids of the knowledge bases an app looks things up in; those switched off do not count. */
export function attachedDatasets({
  datasetConfigs,
}: Pick<ModelAppConfiguration, 'datasetConfigs'>): readonly string[] {
  const { datasets } = datasetConfigs
  const entries = isJsonObject(datasets) ? datasets['datasets'] : undefined
  return Array.isArray(entries) ? (entries as readonly JsonValue[]).flatMap(datasetId) : []
}

function datasetId(entry: JsonValue): readonly string[] {
  const dataset = isJsonObject(entry) ? entry['dataset'] : undefined
  if (!isJsonObject(dataset) || dataset['enabled'] !== true) return []
  return typeof dataset['id'] === 'string' ? [dataset['id']] : []
}

async function assemblePrompt(
  { profile, ref }: LanguageModel,
  { app, configuration, configured }: BasicCompletionArgs,
  material: BasicPromptMaterial,
): Promise<BasicPrompt> {
  const { promptType, prePrompt, chatPrompt, completionPrompt } = configuration
  const { stop } = configured
  if (promptType === 'simple')
    return assembleSimplePrompt({ app, modelMode: profile.mode, model: ref, prePrompt }, material)
  if (profile.mode === 'chat') {
    if (chatPrompt.length === 0) throw new ValidationError('chat_prompt_config has no prompt.')
    return assembleAdvancedPrompt({ modelMode: 'chat', prompt: chatPrompt }, material, stop)
  }
  const { text: prompt, edition, prefixes } = completionPrompt
  if (prompt === '') throw new ValidationError('completion_prompt_config has no prompt.')
  const author = { modelMode: 'completion', prompt, edition, prefixes } as const
  return assembleAdvancedPrompt(author, material, stop)
}

function renderJinja(template: string, { templates, inputs }: BasicCompletionArgs): string {
  if (!templates)
    throw new ValidationError('The prompt is a Jinja2 template, and nothing here renders those.')
  const outcome = templates.render(template, inputs)
  if (outcome.type === 'failed')
    throw new ValidationError(`The prompt cannot be rendered: ${outcome.message}`)
  return outcome.text
}

/** Form values as text; a value that is not there fills nothing in. */
export function promptValues(inputs: JsonObject): PromptValues {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, value === null ? '' : valueText(value)]),
  )
}

function valueText(value: Exclude<JsonValue, null>): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
