import type {
  LanguageModelV3FilePart,
  LanguageModelV3Message,
  LanguageModelV3Prompt,
  LanguageModelV3TextPart,
  LanguageModelV3ToolCallPart,
} from '@ai-sdk/provider'
import {
  textOf,
  type ContentPart,
  type MediaPart,
  type PromptMessage,
  type ToolCall,
} from '@weft/domain/model'
import { InvalidParameter } from './invalid-parameter.js'

/** What is put under this name replaces the library's own writing of a part. */
const AS_WRITTEN = 'openaiCompatible'

/** Our messages as the provider library takes them. */
export function toSdkPrompt(messages: readonly PromptMessage[]): LanguageModelV3Prompt {
  const toolNames = new Map(
    messages
      .flatMap((message) => (message.role === 'assistant' ? (message.toolCalls ?? []) : []))
      .map(({ id, name }) => [id, name]),
  )
  return messages.map((message) => toSdkMessage(message, toolNames))
}

function toSdkMessage(
  message: PromptMessage,
  toolNames: ReadonlyMap<string, string>,
): LanguageModelV3Message {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content }
    case 'user':
      return { role: 'user', content: partsOf(message.content).map(toSdkPart) }
    case 'assistant':
      return {
        role: 'assistant',
        content: [
          { type: 'text', text: textOf(message) },
          ...(message.toolCalls ?? []).map(toSdkToolCall),
        ],
      }
    case 'tool':
      return toSdkToolResult(message, toolNames)
  }
}

function partsOf(content: string | readonly ContentPart[]): readonly ContentPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content
}

function toSdkPart(part: ContentPart): LanguageModelV3TextPart | LanguageModelV3FilePart {
  return part.type === 'text' ? { type: 'text', text: part.text } : toSdkFile(part)
}

function toSdkFile(part: MediaPart): LanguageModelV3FilePart {
  const { source, mimeType, filename } = part
  return {
    type: 'file',
    mediaType: mimeType,
    filename,
    data: source.type === 'url' ? toUrl(source.url) : source.data,
    ...(part.type === 'image' && part.detail ? { providerOptions: withDetail(part) } : {}),
  }
}

function toUrl(text: string): URL {
  if (URL.canParse(text)) return new URL(text)
  throw new InvalidParameter('The address of an attached file is not valid.')
}

/** The library has no word for how closely to look at an image. */
function withDetail({ source, mimeType, detail }: MediaPart) {
  const url = source.type === 'url' ? source.url : `data:${mimeType};base64,${source.data}`
  return { [AS_WRITTEN]: { image_url: { url, ...(detail ? { detail } : {}) } } }
}

/** The arguments go back exactly as the model wrote them; the library would parse and print them. */
function toSdkToolCall({ id, name, arguments: text }: ToolCall): LanguageModelV3ToolCallPart {
  return {
    type: 'tool-call',
    toolCallId: id,
    toolName: name,
    input: text,
    providerOptions: { [AS_WRITTEN]: { function: { name, arguments: text } } },
  }
}

function toSdkToolResult(
  { toolCallId, content }: Extract<PromptMessage, { role: 'tool' }>,
  toolNames: ReadonlyMap<string, string>,
): LanguageModelV3Message {
  return {
    role: 'tool',
    content: [
      {
        type: 'tool-result',
        toolCallId,
        toolName: toolNames.get(toolCallId) ?? '',
        output: { type: 'text', value: content },
      },
    ],
  }
}
