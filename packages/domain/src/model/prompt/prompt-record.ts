import type { JsonArray, JsonObject } from '../../kernel/index.js'
import { textOf, type MediaPart, type PromptMessage } from '../prompt-message.js'

const SHOWN_CHARACTERS = 10

/** A prompt for the record: role and text of every message, and which files went with it, their bytes cut short. */
export function promptRecord(messages: readonly PromptMessage[]): JsonArray {
  return messages.map((message): JsonObject => {
    const files = mediaOf(message).map(presentMedia)
    const text = textOf(message)
    return { role: message.role, text, ...(files.length > 0 && { files }) }
  })
}

/** The files of a message. */
export function mediaOf({ content }: PromptMessage): readonly MediaPart[] {
  return typeof content === 'string' ? [] : content.filter((part) => part.type !== 'text')
}

function presentMedia({ type, filename, source, detail }: MediaPart): JsonObject {
  const data = source.type === 'url' ? source.url : shortened(source.data)
  return { type, filename, data, ...(detail !== undefined && { detail }) }
}

/** The first and the last ten characters; a text no longer than both is kept. */
export function shortened(data: string): string {
  const isShort = data.length <= 2 * SHOWN_CHARACTERS
  return isShort ? data : `${data.slice(0, SHOWN_CHARACTERS)}…${data.slice(-SHOWN_CHARACTERS)}`
}
