import { textOf, type PromptMessage } from '../prompt-message.js'

/** One earlier round of a conversation. */
export type HistoryRound = { readonly query: string; readonly answer: string }

/** Counts the tokens a list of messages takes. */
export type TokenCounter = (messages: readonly PromptMessage[]) => number

/** How the two sides of a history are called in a text prompt. */
export type HistoryPrefixes = { readonly user: string; readonly assistant: string }

export const DEFAULT_PREFIXES: HistoryPrefixes = { user: 'Human', assistant: 'Assistant' }

/**
 * The rounds as messages, oldest first, cut down to `maxTokens`: the oldest messages are dropped one by one, the
 * newest one is always kept.
 */
export function historyMessages(
  rounds: readonly HistoryRound[],
  maxTokens: number,
  countTokens: TokenCounter,
): readonly PromptMessage[] {
  const messages = rounds.flatMap(({ query, answer }): readonly PromptMessage[] => [
    { role: 'user', content: query },
    { role: 'assistant', content: answer },
  ])
  return messages.slice(firstThatFits(messages, maxTokens, countTokens))
}

/** By halving: counting is the dear part, and fewer messages never take more tokens. */
function firstThatFits(
  messages: readonly PromptMessage[],
  maxTokens: number,
  countTokens: TokenCounter,
): number {
  let low = 0
  let high = Math.max(messages.length - 1, 0)
  while (low < high) {
    const middle = (low + high) >> 1
    if (countTokens(messages.slice(middle)) <= maxTokens) high = middle
    else low = middle + 1
  }
  return low
}

/** The messages as lines `Human: …` and `Assistant: …`. */
export function historyText(
  messages: readonly PromptMessage[],
  prefixes: HistoryPrefixes = DEFAULT_PREFIXES,
): string {
  return messages.map((message) => `${prefixOf(message, prefixes)}: ${textOf(message)}`).join('\n')
}

function prefixOf(message: PromptMessage, prefixes: HistoryPrefixes): string {
  return message.role === 'user' ? prefixes.user : prefixes.assistant
}
