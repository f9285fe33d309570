import type { LanguageModelV3FilePart, LanguageModelV3Prompt } from '@ai-sdk/provider'
import { bodyChunks } from './body-chunks.js'
import { InvalidParameter } from './invalid-parameter.js'
import type { Fetch } from './watched-fetch.js'

type SupportedUrls = Readonly<Record<string, readonly RegExp[]>>
export type FileSource = { readonly fetch: Fetch; readonly signal: AbortSignal }
type Surroundings = FileSource & { readonly supported: SupportedUrls }

const MAX_FILE_BYTES = 20 * 1024 * 1024

/**
 * Puts the content of files in place of their address wherever the provider does not fetch addresses of that kind.
 *
 * @throws InvalidParameter when a file cannot be fetched or is too large.
 */
export async function inlineFiles(
  prompt: LanguageModelV3Prompt,
  surroundings: Surroundings,
): Promise<LanguageModelV3Prompt> {
  return Promise.all(
    prompt.map(async (message) => {
      if (message.role !== 'user') return message
      const content = await Promise.all(
        message.content.map((part) =>
          part.type === 'file' ? inlineFile(part, surroundings) : Promise.resolve(part),
        ),
      )
      return { ...message, content }
    }),
  )
}

async function inlineFile(
  part: LanguageModelV3FilePart,
  { supported, ...source }: Surroundings,
): Promise<LanguageModelV3FilePart> {
  if (!(part.data instanceof URL) || isSupported(part.mediaType, part.data, supported)) return part
  return { ...part, data: await fetchFile(part.data.href, source) }
}

/** @throws InvalidParameter when the file cannot be fetched or is too large. */
export async function fetchFile(url: string, { fetch, signal }: FileSource): Promise<Uint8Array> {
  const response = await fetch(url, { signal })
  if (!response.ok) {
    await response.body?.cancel()
    throw new InvalidParameter(`An attached file could not be fetched: status ${response.status}.`)
  }
  return readBytes(response)
}

function isSupported(mediaType: string, url: URL, supported: SupportedUrls): boolean {
  return Object.entries(supported).some(
    ([pattern, addresses]) =>
      matches(pattern, mediaType) && addresses.some((address) => address.test(url.href)),
  )
}

/** `*`, `image/*` or a whole type. */
function matches(pattern: string, mediaType: string): boolean {
  if (pattern === '*' || pattern === '*/*') return true
  return pattern.endsWith('/*') ? mediaType.startsWith(pattern.slice(0, -1)) : mediaType === pattern
}

async function readBytes(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of bodyChunks(response)) {
    length += chunk.length
    if (length > MAX_FILE_BYTES)
      throw new InvalidParameter(`An attached file is larger than ${MAX_FILE_BYTES} bytes.`)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
