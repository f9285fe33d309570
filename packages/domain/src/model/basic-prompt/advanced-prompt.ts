import type { MediaPart, PromptMessage } from '../prompt-message.js'
import { userMessage, type BasicPrompt, type BasicPromptMaterial } from './basic-prompt.js'
import { historyMessages, historyText, type HistoryPrefixes } from './prompt-history.js'
import { fillPromptTemplate } from './prompt-template.js'
import { tokensForHistory } from './token-limit.js'

/** A message of the author's, with placeholders. */
export type PromptTemplateMessage = {
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
}

/** The author's own prompt, for one of the two ways a model is spoken to. */
export type AdvancedPromptConfiguration =
  | { readonly modelMode: 'chat'; readonly prompt: readonly PromptTemplateMessage[] }
  | {
      readonly modelMode: 'completion'
      readonly prompt: string
      /** Absent: history is not filled in. */
      readonly prefixes: HistoryPrefixes | undefined
    }

/** The prompt of an app whose author wrote it message by message: advanced mode. Stop sequences are the author's. */
export function assembleAdvancedPrompt(
  configuration: AdvancedPromptConfiguration,
  material: BasicPromptMaterial,
  stop: readonly string[],
): BasicPrompt {
  const messages =
    configuration.modelMode === 'chat'
      ? messagesForChatModel(configuration.prompt, material)
      : [userMessage(textForCompletionModel(configuration, material), material.media)]
  return { messages, stop }
}

function textForCompletionModel(
  { prompt, prefixes }: Extract<AdvancedPromptConfiguration, { readonly modelMode: 'completion' }>,
  { inputs, context, query, history, budget, countTokens }: BasicPromptMaterial,
): string {
  const fill = (histories: string | undefined) =>
    fillPromptTemplate(prompt, {
      ...inputs,
      '#context#': context ?? '',
      '#query#': query === '' ? undefined : query,
      '#histories#': histories,
    })
  if (!history || !prefixes) return fill(undefined)
  const promptTokens = countTokens([{ role: 'user', content: fill('') }])
  const remembered = historyMessages(history, tokensForHistory(budget, promptTokens), countTokens)
  return fill(historyText(remembered, prefixes))
}

function messagesForChatModel(
  prompt: readonly PromptTemplateMessage[],
  material: BasicPromptMaterial,
): readonly PromptMessage[] {
  const { query, media, history, budget, countTokens } = material
  const written = prompt.flatMap((message) => fillMessage(message, material))
  if (!history) return withLastMessage(written, query, media)
  const last = userMessage(query, media)
  const limit = tokensForHistory(budget, countTokens([...written, last]))
  return [...written, ...historyMessages(history, limit, countTokens), last]
}

function fillMessage(
  { role, text }: PromptTemplateMessage,
  { inputs, context }: BasicPromptMaterial,
): readonly PromptMessage[] {
  const content = fillPromptTemplate(text, { ...inputs, '#context#': context ?? '' })
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
