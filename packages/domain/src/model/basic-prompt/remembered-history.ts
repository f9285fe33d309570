import type { PromptMessage } from '../prompt-message.js'
import type { BasicPromptMaterial } from './basic-prompt.js'
import {
  historyMessages,
  historyText,
  type HistoryPrefixes,
  type HistoryRound,
} from './prompt-history.js'
import { tokensForHistory } from './token-limit.js'

type Limits = Pick<BasicPromptMaterial, 'budget' | 'countTokens'>

/** The history as messages, as much of it as fits beside the rest of the prompt. */
export async function rememberedMessages(
  history: readonly HistoryRound[],
  rest: readonly PromptMessage[],
  { budget, countTokens }: Limits,
): Promise<readonly PromptMessage[]> {
  return historyMessages(history, tokensForHistory(budget, await countTokens(rest)), countTokens)
}

/** The history as text. It is measured the way it will be read: names and line ends take tokens, too. */
export async function rememberedText(
  history: readonly HistoryRound[],
  rest: PromptMessage,
  prefixes: HistoryPrefixes,
  { budget, countTokens }: Limits,
): Promise<string> {
  const maxTokens = tokensForHistory(budget, await countTokens([rest]))
  const messages = await historyMessages(history, maxTokens, (candidates) =>
    countTokens([{ role: 'user', content: historyText(candidates, prefixes) }]),
  )
  return historyText(messages, prefixes)
}
