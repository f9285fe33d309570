import type { MediaPart, PromptMessage } from '../prompt-message.js'
import { userMessage, type BasicPrompt, type BasicPromptMaterial } from './basic-prompt.js'
import type { HistoryPrefixes } from './prompt-history.js'
import { fillPromptTemplate, promptPlaceholders } from './prompt-template.js'
import { rememberedMessages, rememberedText } from './remembered-history.js'

/** How an author's text is filled in: by its placeholders, or as a Jinja2 template. */
export type PromptEdition = 'basic' | 'jinja2'

/** A message of the author's, with placeholders. */
export type PromptTemplateMessage = {
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
  /** Default `basic`. */
  readonly edition?: PromptEdition
}

/** The author's own prompt, for one of the two ways a model is spoken to. */
export type AdvancedPromptConfiguration =
  | { readonly modelMode: 'chat'; readonly prompt: readonly PromptTemplateMessage[] }
  | {
      readonly modelMode: 'completion'
      readonly prompt: string
      /** Default `basic`. */
      readonly edition?: PromptEdition
      /** Absent: history is not filled in. */
      readonly prefixes: HistoryPrefixes | undefined
    }

/** The prompt of an app whose author wrote it message by message: advanced mode. Stop sequences are the author's. */
export async function assembleAdvancedPrompt(
  configuration: AdvancedPromptConfiguration,
  material: BasicPromptMaterial,
  stop: readonly string[],
): Promise<BasicPrompt> {
  const messages =
    configuration.modelMode === 'chat'
      ? await messagesForChatModel(configuration.prompt, material)
      : [userMessage(await textForCompletionModel(configuration, material), material.media)]
  return { messages, stop }
}

async function textForCompletionModel(
  configuration: Extract<AdvancedPromptConfiguration, { readonly modelMode: 'completion' }>,
  material: BasicPromptMaterial,
): Promise<string> {
  const { prompt, prefixes, edition } = configuration
  const { inputs, context, query, history, media } = material
  if (edition === 'jinja2') return material.renderJinja(prompt)
  const fill = (histories: string | undefined) =>
    fillPromptTemplate(prompt, {
      ...inputs,
      '#context#': context ?? '',
      '#query#': query === '' ? undefined : query,
      '#histories#': histories,
    })
  const showsHistory = promptPlaceholders(prompt).includes('#histories#')
  if (!history || !prefixes || !showsHistory) return fill(undefined)
  return fill(await rememberedText(history, userMessage(fill(''), media), prefixes, material))
}

async function messagesForChatModel(
  prompt: readonly PromptTemplateMessage[],
  material: BasicPromptMaterial,
): Promise<readonly PromptMessage[]> {
  const { query, media, history } = material
  const written = prompt.flatMap((message) => fillMessage(message, material))
  if (!history) return withLastMessage(written, query, media)
  const last = userMessage(query, media)
  const remembered = await rememberedMessages(history, [...written, last], material)
  return [...written, ...remembered, last]
}

function fillMessage(
  { role, text, edition }: PromptTemplateMessage,
  { inputs, context, renderJinja }: BasicPromptMaterial,
): readonly PromptMessage[] {
  const content =
    edition === 'jinja2'
      ? renderJinja(text)
      : fillPromptTemplate(text, { ...inputs, '#context#': context ?? '' })
  return role === 'system' && content === '' ? [] : [{ role, content }]
}

/** Without a query the files join the author's last message, where that is a user's. */
function withLastMessage(
  written: readonly PromptMessage[],
  query: string,
  media: readonly MediaPart[],
): readonly PromptMessage[] {
  if (query !== '') return [...written, userMessage(query, media)]
  if (media.length === 0) return written
  const last = written.at(-1)
  if (last?.role !== 'user') return [...written, userMessage('', media)]
  const text = typeof last.content === 'string' ? last.content : ''
  return [...written.slice(0, -1), userMessage(text, media)]
}
