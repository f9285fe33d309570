import type { ContentPart, PromptMessage } from '@weft/domain/model'
import { fetchFile, type FileSource } from './inline-files.js'

/**
 * The messages with the bytes of every file in place of its address, so that the provider need not reach it.
 *
 * @throws InvalidParameter when a file cannot be fetched or is too large.
 */
export function inlineMedia(
  messages: readonly PromptMessage[],
  source: FileSource,
): Promise<readonly PromptMessage[]> {
  return Promise.all(
    messages.map(async (message) => {
      if (message.role !== 'user' || typeof message.content === 'string') return message
      const content = await Promise.all(message.content.map((part) => inlinePart(part, source)))
      return { ...message, content }
    }),
  )
}

async function inlinePart(part: ContentPart, source: FileSource): Promise<ContentPart> {
  if (part.type === 'text' || part.source.type === 'base64') return part
  const bytes = await fetchFile(part.source.url, source)
  return { ...part, source: { type: 'base64', data: Buffer.from(bytes).toString('base64') } }
}
