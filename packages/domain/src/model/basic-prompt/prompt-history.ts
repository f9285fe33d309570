import type { ContentPart, MediaPart, PromptMessage } from '../prompt-message.js'

/** One earlier round of a conversation. */
export type HistoryRound = {
  readonly query: string
  readonly answer: string
  /** Files that came with the query. */
  readonly media?: readonly MediaPart[]
  /** Files that came with the answer. */
  readonly answerMedia?: readonly MediaPart[]
}

/** Counts the tokens a list of messages takes, at once or in a while. */
export type TokenCounter = (messages: readonly PromptMessage[]) => number | Promise<number>

/** How the two sides of a history are called in a text prompt. */
export type HistoryPrefixes = { readonly user: string; readonly assistant: string }

export const DEFAULT_PREFIXES: HistoryPrefixes = { user: 'Human', assistant: 'Assistant' }

/** As many rounds as a model is ever shown. */
const MOST_ROUNDS = 500

/** How many rounds of a conversation to read: as many as the window shows where one is open, else 500. */
export function historyLimit(window?: {
  readonly enabled: boolean
  /** Anything but a positive number opens no window. */
  readonly size: number
}): number {
  return window?.enabled && window.size > 0 ? Math.min(window.size, MOST_ROUNDS) : MOST_ROUNDS
}

/**
 * The rounds as messages, oldest first, cut down to `maxTokens`: the oldest messages are dropped one by one, the
 * newest one is always kept.
 */
export async function historyMessages(
  rounds: readonly HistoryRound[],
  maxTokens: number,
  countTokens: TokenCounter,
): Promise<readonly PromptMessage[]> {
  const messages = rounds.flatMap(({ query, answer, media, answerMedia }): PromptMessage[] => [
    { role: 'user', content: contentOf(query, media) },
    { role: 'assistant', content: contentOf(answer, answerMedia) },
  ])
  return messages.slice(await firstThatFits(messages, maxTokens, countTokens))
}

function contentOf(text: string, media: readonly MediaPart[] = []) {
  return media.length === 0 ? text : [...media, { type: 'text', text } as const]
}

/** By halving: counting is the dear part, and fewer messages never take more tokens. */
async function firstThatFits(
  messages: readonly PromptMessage[],
  maxTokens: number,
  countTokens: TokenCounter,
): Promise<number> {
  let low = 0
  let high = Math.max(messages.length - 1, 0)
  while (low < high) {
    const middle = (low + high) >> 1
    if ((await countTokens(messages.slice(middle))) <= maxTokens) high = middle
    else low = middle + 1
  }
  return low
}

/** The messages as lines `Human: …` and `Assistant: …`; a picture shows as `[image]`, other files do not show. */
export function historyText(
  messages: readonly PromptMessage[],
  prefixes: HistoryPrefixes = DEFAULT_PREFIXES,
): string {
  return messages.map((message) => `${prefixOf(message, prefixes)}: ${lineOf(message)}`).join('\n')
}

function prefixOf(message: PromptMessage, prefixes: HistoryPrefixes): string {
  return message.role === 'user' ? prefixes.user : prefixes.assistant
}

function lineOf({ content }: PromptMessage): string {
  if (typeof content === 'string') return content
  return content.flatMap(mentionOf).join('\n').trim()
}

function mentionOf(part: ContentPart): readonly string[] {
  if (part.type === 'text') return [part.text]
  return part.type === 'image' ? ['[image]'] : []
}
