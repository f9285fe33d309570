import type { LanguageModel } from './language-model.js'
import type { ToolCall } from './prompt-message.js'

/** Tokens of what a model said, without the frame a prompt would put around it. Nothing for nothing. */
export async function countAnswer(
  model: Pick<LanguageModel, 'countTokens'>,
  said: { readonly text: string; readonly toolCalls?: readonly ToolCall[] },
): Promise<number> {
  const { text, toolCalls = [] } = said
  if (text === '' && toolCalls.length === 0) return 0
  const answer = { role: 'assistant', content: text, toolCalls } as const
  const framed = await model.countTokens([answer])
  return Math.max(0, framed - (await model.countTokens([{ role: 'assistant', content: '' }])))
}
