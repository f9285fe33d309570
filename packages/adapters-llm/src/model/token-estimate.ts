import { textOf, type ContentPart, type PromptMessage } from '@weft/domain/model'

/** Frame of a message: its role and its borders. */
const TOKENS_PER_MESSAGE = 4
const TOKENS_PER_SMALL_IMAGE = 85
const TOKENS_PER_LARGE_IMAGE = 765
const TOKENS_PER_OTHER_MEDIA = 500

/**
 * Tokens of a text, as near as can be said without the model's own tokenizer: a quarter per ASCII
 * character, half per other letter, one per ideograph, kana or hangul syllable. Nothing for an empty text.
 */
export function estimateTokens(text: string): number {
  let quarters = 0
  for (let index = 0; index < text.length; index++) quarters += quartersOf(text.charCodeAt(index))
  return Math.ceil(quarters / 4)
}

/** Tokens of a prompt: its texts and tool calls, a flat number per attached file, and the frame of each message. */
export function estimatePromptTokens(messages: readonly PromptMessage[]): number {
  return messages.reduce((sum, message) => sum + messageTokens(message), 0)
}

function messageTokens(message: PromptMessage): number {
  const media = typeof message.content === 'string' ? [] : message.content
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : []
  return (
    TOKENS_PER_MESSAGE +
    estimateTokens(textOf(message)) +
    media.reduce((sum, part) => sum + mediaTokens(part), 0) +
    calls.reduce((sum, call) => sum + estimateTokens(call.name + call.arguments), 0)
  )
}

function mediaTokens(part: ContentPart): number {
  if (part.type === 'text') return 0
  if (part.type !== 'image') return TOKENS_PER_OTHER_MEDIA
  return part.detail === 'high' ? TOKENS_PER_LARGE_IMAGE : TOKENS_PER_SMALL_IMAGE
}

function quartersOf(code: number): number {
  if (code < 0x80) return 1
  // From U+2E80 on: CJK, kana, hangul, and both halves of what lies above the basic plane.
  return code < 0x2e80 ? 2 : 4
}
