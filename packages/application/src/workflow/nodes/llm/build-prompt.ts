import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  attachMedia,
  configuredMaxTokens,
  fitContent,
  historyMessages,
  historyText,
  tokensForHistory,
  type LanguageModel,
  type MediaPart,
  type PromptMessage,
} from '@weft/domain/model'
import {
  isFileValue,
  renderTemplate,
  templateSelectors,
  type ConversationMemory,
  type FileValue,
  type Selector,
  type Template,
  type TemplateRenderer,
  type VariableReader,
} from '@weft/domain/workflow'
import type { LlmContext } from './llm-context.js'
import type { LlmMemory, LlmNodeData } from './llm-node-data.js'
import { LlmNodeError } from './llm-node-error.js'
import {
  selectorsOfSource,
  type ItemRole,
  type PromptItem,
  type PromptSource,
} from './llm-prompt.js'
import { toMediaPart } from '../shared/media-part.js'
import { readVisionFiles } from './vision-files.js'

/** What a prompt is made from besides the node's data. */
export type PromptMaterial = {
  readonly variables: VariableReader
  readonly memory: ConversationMemory | undefined
  readonly model: LanguageModel
  readonly context: LlmContext | undefined
  readonly parameters: JsonObject
}

/** Puts the prompt of an llm node together. */
export class PromptBuilder {
  constructor(private readonly templates: TemplateRenderer) {}

  /** @throws LlmNodeError when there is nothing to say, or it cannot be said. */
  async build(data: LlmNodeData, material: PromptMaterial): Promise<readonly PromptMessage[]> {
    const history = await readHistory(data.memory, material)
    const { prompt } = data
    const messages =
      prompt.mode === 'chat'
        ? [
            ...prompt.items.flatMap((item) => this.messagesOf(item, data, material)),
            ...history,
            ...this.queryMessages(data.memory, material),
          ]
        : this.completionMessages(prompt.source, data, material, history)
    const media = mediaFor(data, material)
    const fitting = fitContent(attachMedia(messages, media), material.model.profile)
    if (fitting.length === 0) throw noPrompt()
    return fitting
  }

  private messagesOf(
    item: PromptItem,
    data: LlmNodeData,
    material: PromptMaterial,
  ): readonly PromptMessage[] {
    if (item.type === 'messages')
      return storedMessages(material.variables.get(item.selector)?.value ?? null)
    const text = this.render(item.source, data, material, '')
    const media = referredMedia(selectorsOfSource(item.source), data, material.variables)
    return [...textMessage(item.role, text), ...mediaMessage(item.role, media)]
  }

  private queryMessages(
    memory: LlmMemory | undefined,
    material: PromptMaterial,
  ): readonly PromptMessage[] {
    if (!memory) return []
    const { variables } = material
    const selectors = memory.query ? templateSelectors(memory.query) : []
    const media = referredMedia(selectors, undefined, variables)
    return [...textMessage('user', queryText(memory, variables)), ...mediaMessage('user', media)]
  }

  private completionMessages(
    source: PromptSource,
    data: LlmNodeData,
    material: PromptMaterial,
    history: readonly PromptMessage[],
  ): readonly PromptMessage[] {
    const histories = data.memory ? historyLines(data.memory, history) : ''
    const text = this.render(source, data, material, histories)
    const query = data.memory ? queryText(data.memory, material.variables) : ''
    const before = placesHistories(source) ? [query] : [query, histories]
    const lines = [...before.filter((line) => line !== ''), text]
    return textMessage('user', lines.join('\n'))
  }

  private render(
    source: PromptSource,
    data: LlmNodeData,
    { variables, context }: PromptMaterial,
    histories: string,
  ): string {
    if (source.edition === 'jinja2') return this.renderJinja(source.template, data, variables)
    return source.text
      .map((part) => {
        if (part.type === 'template') return renderTemplate(part.template, variables)
        return part.type === 'context' ? (context?.text ?? '') : histories
      })
      .join('')
  }

  private renderJinja(template: string, data: LlmNodeData, variables: VariableReader): string {
    const values = data.jinjaVariables.map(({ name, selector }) => [
      name,
      (selector && variables.get(selector)?.value) ?? '',
    ])
    const outcome = this.templates.render(template, Object.fromEntries(values) as JsonObject)
    if (outcome.type === 'failed') throw new LlmNodeError('TemplateRenderError', outcome.message)
    return outcome.text
  }
}

function noPrompt(): LlmNodeError {
  return new LlmNodeError(
    'NoPromptFoundError',
    'No prompt found in the LLM configuration. Please ensure a prompt is properly configured before proceeding.',
  )
}

/** Earlier rounds as messages, as many as are wanted and fit. */
export async function readHistory(
  settings: LlmMemory | undefined,
  { memory, model, parameters }: Pick<PromptMaterial, 'memory' | 'model' | 'parameters'>,
): Promise<readonly PromptMessage[]> {
  if (!settings || !memory) return []
  const rounds = await memory.read(settings.maxRounds)
  const budget = {
    contextSize: model.profile.contextSize,
    maxTokens: configuredMaxTokens(parameters),
  }
  return historyMessages(rounds, tokensForHistory(budget, 0), (messages) =>
    model.countTokens(messages),
  )
}

function historyLines(memory: LlmMemory, history: readonly PromptMessage[]): string {
  if (history.length === 0) return ''
  if (!memory.prefixes)
    throw new LlmNodeError(
      'MemoryRolePrefixRequiredError',
      'Memory role prefix is required for completion model.',
    )
  return historyText(history, memory.prefixes)
}

function placesHistories(source: PromptSource): boolean {
  return source.edition === 'basic' && source.text.some((part) => part.type === 'histories')
}

function queryText(memory: LlmMemory, variables: VariableReader): string {
  return renderTemplate(memory.query ?? THE_QUERY, variables)
}

const THE_QUERY: Template = { parts: [{ type: 'reference', selector: ['sys', 'query'] }] }

function textMessage(role: ItemRole, text: string): readonly PromptMessage[] {
  return text === '' ? [] : [{ role, content: text }]
}

/** Providers take files from users and models only. */
function mediaMessage(role: ItemRole, media: readonly MediaPart[]): readonly PromptMessage[] {
  if (media.length === 0) return []
  return [{ role: role === 'system' ? 'user' : role, content: media }]
}

function referredMedia(
  selectors: readonly Selector[],
  data: LlmNodeData | undefined,
  variables: VariableReader,
): readonly MediaPart[] {
  const values = selectors.map((selector) => variables.get(selector)?.value ?? null)
  return toMedia(values.flatMap(filesIn), data)
}

function filesIn(value: JsonValue): readonly FileValue[] {
  if (isFileValue(value)) return [value]
  return Array.isArray(value) ? (value as JsonArray).filter(isFileValue) : []
}

function mediaFor(data: LlmNodeData, { variables, context }: PromptMaterial): readonly MediaPart[] {
  if (!data.vision) return []
  const files = readVisionFiles(data.vision, variables)
  return toMedia([...files, ...(context?.files ?? [])], data)
}

function toMedia(files: readonly FileValue[], data: LlmNodeData | undefined): readonly MediaPart[] {
  return files.flatMap((file) => {
    const part = toMediaPart(file, data?.vision?.detail ?? 'high')
    return part ? [part] : []
  })
}

function storedMessages(value: JsonValue): readonly PromptMessage[] {
  if (!Array.isArray(value)) return []
  return (value as JsonArray).filter(isJsonObject).flatMap((message) => {
    const role = ROLES.find((each) => each === message['role'])
    const text = message['content'] ?? message['text']
    return role && typeof text === 'string' ? textMessage(role, text) : []
  })
}

const ROLES: readonly ItemRole[] = ['system', 'user', 'assistant']
