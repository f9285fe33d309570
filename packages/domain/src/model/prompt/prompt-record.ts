import type { JsonArray, JsonObject } from '../../kernel/index.js'
import { textOf, type MediaPart, type PromptMessage } from '../prompt-message.js'

const SHOWN_BASE64_CHARACTERS = 10

/** A prompt for the record: role and text of every message, and which files went with it, their bytes cut short. */
export function promptRecord(messages: readonly PromptMessage[]): JsonArray {
  return messages.map((message): JsonObject => {
    const files = mediaOf(message).map(presentMedia)
    const text = textOf(message)
    return { role: message.role, text, ...(files.length > 0 && { files }) }
  })
}

function mediaOf({ content }: PromptMessage): readonly MediaPart[] {
  return typeof content === 'string' ? [] : content.filter((part) => part.type !== 'text')
}

function presentMedia({ type, filename, source, detail }: MediaPart): JsonObject {
  const data = source.type === 'url' ? source.url : shortened(source.data)
  return { type, filename, data, ...(detail !== undefined && { detail }) }
}

function shortened(base64: string): string {
  const isShort = base64.length <= 2 * SHOWN_BASE64_CHARACTERS
  return isShort
    ? base64
    : `${base64.slice(0, SHOWN_BASE64_CHARACTERS)}…${base64.slice(-SHOWN_BASE64_CHARACTERS)}`
}
