import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { NodeResponseSink, WebStreamSink, type TextSink } from './text-sink.js'
import { outgoingOf, type ServiceContext } from './service-context.js'
import type { WireEvent } from './wire-event.js'

export type EventStreamOptions = {
  /** Silence after which a keep-alive is sent, in milliseconds; default 10,000. */
  readonly pingAfterMs?: number
  /** Time a client may take to make room for more, in milliseconds; then the stream is cut. Default 60,000. */
  readonly stallTimeoutMs?: number
}

/** A block without data: readers of `data:` lines skip it. */
const PING = 'event: ping\n\n'

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache',
  'X-Accel-Buffering': 'no',
} as const

/**
 * Answers with the events as Server-Sent Events: straight into the Node response where there is one, several events
 * per write when they arrive together, and never faster than the client reads. Takes the next batch only when the one
 * before is on its way. Does not catch errors of the events themselves.
 */
export async function eventStream(
  c: ServiceContext,
  batches: AsyncIterable<readonly WireEvent[]>,
  options: EventStreamOptions = {},
): Promise<Response> {
  const outgoing = outgoingOf(c)
  if (outgoing === undefined) return inProcessStream(c, batches, options)
  // The headers of every middleware, without making the response Hono would send.
  const headers = c.body(null, 200, HEADERS).headers
  outgoing.writeHead(200, Object.fromEntries(headers.entries()))
  await pump(batches, new NodeResponseSink(outgoing, options.stallTimeoutMs ?? 60_000), options)
  return RESPONSE_ALREADY_SENT
}

function inProcessStream(
  c: ServiceContext,
  batches: AsyncIterable<readonly WireEvent[]>,
  options: EventStreamOptions,
): Response {
  const abort = c.get('abort')
  const sink = new WebStreamSink(() => {
    abort.abort(new DOMException('The client went away.', 'AbortError'))
  })
  pump(batches, sink, options).catch((error: unknown) => {
    sink.fail(error)
  })
  return c.body(sink.readable, 200, HEADERS)
}

async function pump(
  batches: AsyncIterable<readonly WireEvent[]>,
  sink: TextSink,
  { pingAfterMs = 10_000 }: EventStreamOptions,
): Promise<void> {
  const ping = setInterval(() => {
    sink.writeIfIdle(PING)
  }, pingAfterMs)
  try {
    for await (const batch of batches) {
      ping.refresh()
      await sink.write(batch.map(toBlock).join(''))
      if (sink.isClosed) break
    }
  } finally {
    clearInterval(ping)
    sink.end()
  }
}

function toBlock(event: WireEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`
}
