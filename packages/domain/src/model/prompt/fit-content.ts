import type { LanguageModelProfile, ModelFeature } from '../language-model.js'
import type { ContentPart, MediaPart, PromptMessage } from '../prompt-message.js'

/**
 * The messages without what the model cannot read and without those that then say nothing. A message of one text is
 * that text. Where the model's features are not known, everything stays.
 */
export function fitContent(
  messages: readonly PromptMessage[],
  { features }: LanguageModelProfile,
): readonly PromptMessage[] {
  return messages
    .map((message) => withReadableContent(message, features))
    .filter((message) => !isEmpty(message))
}

/** Puts files before the text of the last message where that is a user's, else into a new message. */
export function attachMedia(
  messages: readonly PromptMessage[],
  media: readonly MediaPart[],
): readonly PromptMessage[] {
  if (media.length === 0) return messages
  const last = messages.at(-1)
  if (last?.role !== 'user') return [...messages, { role: 'user', content: media }]
  return [...messages.slice(0, -1), { role: 'user', content: [...media, ...partsOf(last.content)] }]
}

const FEATURES: Readonly<Record<MediaPart['type'], ModelFeature>> = {
  image: 'vision',
  document: 'document',
  video: 'video',
  audio: 'audio',
}

function withReadableContent(
  message: PromptMessage,
  features: ReadonlySet<ModelFeature> | undefined,
): PromptMessage {
  if (message.role === 'system' || message.role === 'tool' || typeof message.content === 'string')
    return message
  const readable = message.content.filter(
    (part) => part.type === 'text' || !features || features.has(FEATURES[part.type]),
  )
  return { ...message, content: simplified(readable) }
}

function simplified(parts: readonly ContentPart[]): string | readonly ContentPart[] {
  const [first] = parts
  return parts.length === 1 && first?.type === 'text' ? first.text : parts
}

function partsOf(content: string | readonly ContentPart[]): readonly ContentPart[] {
  if (typeof content !== 'string') return content
  return content === '' ? [] : [{ type: 'text', text: content }]
}

function isEmpty(message: PromptMessage): boolean {
  if (message.role === 'tool') return false
  if (message.role === 'assistant' && message.toolCalls && message.toolCalls.length > 0)
    return false
  return message.content.length === 0
}
