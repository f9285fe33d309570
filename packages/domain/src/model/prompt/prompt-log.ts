import type { JsonArray, JsonObject } from '../../kernel/index.js'
import { textOf, type MediaPart, type PromptMessage } from '../prompt-message.js'
import { mediaOf, shortened } from './prompt-record.js'

/**
 * A prompt as it is kept with the message it was made for. A chat model's: every message. A completion model's: the one
 * text. Of a file only the two ends of its address or bytes are kept.
 */
export function promptLog(
  messages: readonly PromptMessage[],
  mode: 'chat' | 'completion',
): JsonArray {
  if (mode === 'chat') return messages.map(presentMessage)
  const text = messages.map(textOf).join('')
  const files = messages.flatMap(mediaOf).map(presentMedia)
  return [{ role: 'user', text, ...(files.length > 0 && { files }) }]
}

function presentMessage(message: PromptMessage): JsonObject {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : []
  return {
    role: message.role,
    text: textOf(message),
    files: mediaOf(message).map(presentMedia),
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ id, name, arguments: text }) => ({
        id,
        type: 'function',
        function: { name, arguments: text },
      })),
    }),
  }
}

function presentMedia({ type, source, detail }: MediaPart): JsonObject {
  const data = source.type === 'url' ? source.url : source.data
  return { type, data: shortened(data), ...(detail !== undefined && { detail }) }
}
