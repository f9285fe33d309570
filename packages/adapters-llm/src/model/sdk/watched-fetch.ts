import type { ProviderFetch } from '../provider-configuration.js'
import { ReadWatch } from './read-watch.js'

export type Fetch = typeof globalThis.fetch

/** No answer came to a request; the cause tells why. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  constructor(cause: unknown) {
    super('The request was not answered.', { cause })
  }
}

/**
 * A `fetch` for the provider library that keeps the time-outs and the abort even where `egress` does not. Redirects are
 * not followed unless asked for: the headers with the key would be shown to whoever the redirect names.
 */
export function watchedFetch(
  egress: ProviderFetch,
  readTimeoutMs: number,
  redirect: 'manual' | 'follow' = 'manual',
): Fetch {
  return async (input, init) => {
    const watch = new ReadWatch(readTimeoutMs, init?.signal ?? undefined)
    const request = { ...init, redirect, signal: watch.signal }
    try {
      return watchBody(await watch.wait(egress(addressOf(input), request)), watch)
    } catch (error) {
      watch.close()
      throw init?.signal?.aborted ? error : new RequestFailed(error)
    }
  }
}

function addressOf(input: Parameters<Fetch>[0]): string {
  if (typeof input === 'string') return input
  return input instanceof URL ? input.href : input.url
}

function watchBody(response: Response, watch: ReadWatch): Response {
  if (!response.body) {
    watch.close()
    return response
  }
  const { status, statusText, headers } = response
  return new Response(watchStream(response.body, watch), { status, statusText, headers })
}

function watchStream(
  body: ReadableStream<Uint8Array>,
  watch: ReadWatch,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await watch.wait(reader.read())
          if (!done) {
            controller.enqueue(value)
            return
          }
          watch.close()
          controller.close()
        } catch (error) {
          watch.close()
          release(reader, error)
          throw error
        }
      },
      async cancel(reason) {
        watch.close()
        await reader.cancel(reason)
      },
    },
    // Nothing is read ahead: a slow reader slows the provider down instead of filling the memory.
    { highWaterMark: 0 },
  )
}

function release(reader: ReadableStreamDefaultReader<Uint8Array>, reason: unknown): void {
  reader.cancel(reason).catch(() => {
    // The body is already broken, which is why it is let go.
  })
}
