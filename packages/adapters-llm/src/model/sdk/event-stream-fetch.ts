import type { Fetch } from './watched-fetch.js'

const MAX_BODY_LENGTH = 65_536
/** Some endpoints label their event stream as plain text or not at all; these two are never one. */
const NEVER_EVENTS = /^(application\/json|text\/html)\b/i

/** A successful answer that is not the stream that was asked for. */
export class NotAnEventStream extends Error {
  override readonly name = 'NotAnEventStream'
  constructor(
    readonly contentType: string,
    /** The beginning of what came instead. */
    readonly body: string,
  ) {
    super(`The answer is ${contentType} instead of an event stream.`)
  }
}

/** Refuses a web page or a single document where a stream was asked for: read as a stream it would look empty. */
export function eventStreamFetch(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const contentType = response.headers.get('content-type') ?? ''
    if (!response.ok || !NEVER_EVENTS.test(contentType)) return response
    throw new NotAnEventStream(contentType, await readBeginning(response.body))
  }
}

async function readBeginning(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const decoder = new TextDecoder()
  const reader = body?.getReader()
  let text = ''
  while (reader && text.length < MAX_BODY_LENGTH) {
    const { done, value } = await reader.read()
    if (done) return text
    text += decoder.decode(value, { stream: true })
  }
  await reader?.cancel()
  return text
}
