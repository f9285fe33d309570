import type { MediaPart, PromptMessage } from '../prompt-message.js'
import type { HistoryRound, TokenCounter } from './prompt-history.js'
import type { PromptValues } from './prompt-template.js'
import type { TokenBudget } from './token-limit.js'

/** What a basic app's prompt is made from, whichever way it is configured. */
export type BasicPromptMaterial = {
  /** The form's values as text. */
  readonly inputs: PromptValues
  readonly query: string
  /** Text found in knowledge; absent when none was looked for. */
  readonly context: string | undefined
  /** Earlier rounds, oldest first; absent when the conversation begins, or the app has none. */
  readonly history: readonly HistoryRound[] | undefined
  readonly media: readonly MediaPart[]
  readonly budget: TokenBudget
  readonly countTokens: TokenCounter
  /** Renders a Jinja2 template with the form's values. */
  readonly renderJinja: (template: string) => string
}

export type BasicPrompt = {
  readonly messages: readonly PromptMessage[]
  readonly stop: readonly string[]
}

/** A user's message: the text alone, or the files and then the text. */
export function userMessage(text: string, media: readonly MediaPart[]): PromptMessage {
  if (media.length === 0) return { role: 'user', content: text }
  return { role: 'user', content: [...media, { type: 'text', text }] }
}
