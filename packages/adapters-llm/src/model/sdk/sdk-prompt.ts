import type {
  JSONObject,
  LanguageModelV3FilePart,
  LanguageModelV3Message,
  LanguageModelV3Prompt,
  LanguageModelV3TextPart,
  LanguageModelV3ToolCallPart,
  SharedV3ProviderMetadata,
} from '@ai-sdk/provider'
import { isJsonObject } from '@weft/domain/kernel'
import {
  textOf,
  type ContentPart,
  type MediaPart,
  type PromptMessage,
  type ToolCall,
} from '@weft/domain/model'
import { InvalidParameter } from './invalid-parameter.js'
import { toSdkObject } from './sdk-json.js'
import type { ToolCallMemory } from './tool-call-memory.js'

/** What is put under this name replaces the library's own writing of a part. */
const AS_WRITTEN = 'openaiCompatible'

/** How a provider wants to see a conversation. */
export type PromptStyle = {
  /** The system speaks at the beginning only, and somebody else must speak too. */
  readonly systemFirst: boolean
  /** What was thought before tool calls; absent where providers do not want it back. */
  readonly memory: ToolCallMemory | undefined
}

const PLAIN_STYLE: PromptStyle = { systemFirst: false, memory: undefined }

/** Our messages as the provider library takes them. */
export function toSdkPrompt(
  messages: readonly PromptMessage[],
  style: PromptStyle = PLAIN_STYLE,
): LanguageModelV3Prompt {
  const toolNames = new Map(
    messages
      .flatMap((message) => (message.role === 'assistant' ? (message.toolCalls ?? []) : []))
      .map(({ id, name }) => [id, name]),
  )
  const ordered = style.systemFirst ? withSystemFirst(messages) : messages
  return ordered.map((message) => toSdkMessage(message, toolNames, style))
}

/** Where the system speaks later, or alone, it speaks as the user. */
function withSystemFirst(messages: readonly PromptMessage[]): readonly PromptMessage[] {
  const firstOther = messages.findIndex(({ role }) => role !== 'system')
  return messages.map((message, index) => {
    const isLeading = firstOther < 0 ? index < messages.length - 1 : index < firstOther
    return message.role === 'system' && !isLeading
      ? { role: 'user', content: message.content }
      : message
  })
}

function toSdkMessage(
  message: PromptMessage,
  toolNames: ReadonlyMap<string, string>,
  style: PromptStyle,
): LanguageModelV3Message {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content }
    case 'user':
      return { role: 'user', content: partsOf(message.content).map(toSdkPart) }
    case 'assistant':
      return { role: 'assistant', content: toAssistantContent(message, style) }
    case 'tool':
      return toSdkToolResult(message, toolNames)
  }
}

type AssistantMessage = Extract<PromptMessage, { role: 'assistant' }>
type AssistantContent = Extract<LanguageModelV3Message, { role: 'assistant' }>['content']

function toAssistantContent(message: AssistantMessage, { memory }: PromptStyle): AssistantContent {
  const calls = message.toolCalls ?? []
  const text = textOf(message)
  // Providers that think want no empty piece of text, and want their thoughts back before the calls they led to.
  const isLeftOut = text === '' && memory !== undefined && calls.length > 0
  return [
    ...(memory?.recall(calls[0]?.id ?? '')?.reasoning ?? []),
    ...(isLeftOut ? [] : [{ type: 'text' as const, text }]),
    ...calls.map((call) => toSdkToolCall(call, memory?.recall(call.id)?.metadata)),
  ]
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
  return {
    [AS_WRITTEN]: { image_url: { url, ...(detail ? { detail } : {}) } },
    ...(detail ? { openai: { imageDetail: detail }, azure: { imageDetail: detail } } : {}),
  }
}

/** Where the protocol carries text, the arguments go back exactly as the model wrote them. */
function toSdkToolCall(
  { id, name, arguments: text }: ToolCall,
  metadata: SharedV3ProviderMetadata | undefined,
): LanguageModelV3ToolCallPart {
  return {
    type: 'tool-call',
    toolCallId: id,
    toolName: name,
    input: parseArguments(text),
    providerOptions: { ...metadata, [AS_WRITTEN]: { function: { name, arguments: text } } },
  }
}

/** A model's arguments may be anything at all, but providers that take objects take nothing else. */
function parseArguments(text: string): JSONObject {
  try {
    const parsed: unknown = JSON.parse(text)
    return isJsonObject(parsed) ? toSdkObject(parsed) : {}
  } catch {
    return {}
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
