import type { JsonObject } from '../kernel/index.js'

export type PromptRole = 'system' | 'user' | 'assistant' | 'tool'

export type TextPart = { readonly type: 'text'; readonly text: string }

/** An attached file: either its address or its bytes in base64. */
export type MediaPart = {
  readonly type: 'image' | 'audio' | 'video' | 'document'
  readonly mimeType: string
  readonly filename: string
  readonly source:
    | { readonly type: 'url'; readonly url: string }
    | { readonly type: 'base64'; readonly data: string }
  /** Images only: how closely the model should look. */
  readonly detail?: 'low' | 'high'
}

export type ContentPart = TextPart | MediaPart

export type ToolCall = {
  readonly id: string
  readonly name: string
  /** JSON text, as the model wrote it. */
  readonly arguments: string
}

/** One message of a prompt, as every provider understands it. */
export type PromptMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string | readonly ContentPart[] }
  | {
      readonly role: 'assistant'
      readonly content: string | readonly ContentPart[]
      readonly toolCalls?: readonly ToolCall[]
    }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly content: string }

/** A function the model may ask to be called. `parameters` is a JSON Schema. */
export type ToolDefinition = {
  readonly name: string
  readonly description: string
  readonly parameters: JsonObject
}

/** The text of a message without its media, parts joined without a separator. */
export function textOf(message: PromptMessage): string {
  if (typeof message.content === 'string') return message.content
  return message.content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}
