import type { GenerationEvent } from '@weft/application/conversation'
import type { Logger } from '@weft/domain/kernel'
import { foldGeneration } from '../conversation/blocking-answer.js'
import { eventStream, type EventStreamOptions } from './event-stream.js'
import type { ServiceContext } from './service-context.js'
import { streamErrorOf } from './wire-error.js'
import { wireEnvelope, type WireEnvelope, type WireEvent } from './wire-event.js'
import { presentGenerationEvent } from './wire-presenter.js'

export type GenerationResponseOptions = EventStreamOptions & { readonly logger: Logger }

type Batches = AsyncIterable<readonly GenerationEvent[]>

/**
 * Answers with the generation, as a stream or as one JSON object. What fails before the first event rejects, and so
 * becomes an HTTP error in both; what fails later ends a stream with an `error` event.
 */
export async function generationResponse(
  c: ServiceContext,
  batches: Batches,
  responseMode: 'blocking' | 'streaming',
  options: GenerationResponseOptions,
): Promise<Response> {
  c.set('unexpectedCode', 'internal_server_error')
  if (responseMode === 'blocking') return c.json(await foldGeneration(batches))
  const iterator = batches[Symbol.asyncIterator]()
  const first = await iterator.next()
  const [begun] = first.done === true ? [] : first.value
  if (first.done === true || begun?.type !== 'GenerationBegun')
    throw new TypeError('A generation starts with GenerationBegun')
  Object.assign(c.get('logFields'), { taskId: begun.taskId })
  const envelope = wireEnvelope(begun)
  return eventStream(
    c,
    wireBatches(c, resume(first.value, iterator), envelope, options.logger),
    options,
  )
}

/** The batches of an iterator whose first one has been taken already. */
async function* resume<Batch>(first: Batch, rest: AsyncIterator<Batch>): AsyncGenerator<Batch> {
  try {
    yield first
    for (let next = await rest.next(); next.done !== true; next = await rest.next())
      yield next.value
  } finally {
    await rest.return?.()
  }
}

/** The wire events of the batches. What fails ends them with an `error` event. */
export async function* wireBatches(
  c: ServiceContext,
  batches: Batches,
  envelope: WireEnvelope,
  logger: Logger,
): AsyncGenerator<readonly WireEvent[]> {
  try {
    for await (const batch of batches)
      yield batch
        .map((event) => presentGenerationEvent(event, envelope))
        .filter((event) => event !== undefined)
  } catch (error) {
    // The client's going away is no failure, and nobody is there to be told of one.
    if (c.get('abort').signal.aborted) return
    logger.error('generation failed unexpectedly', { requestId: c.get('requestId'), error })
    const { code, status, message } = streamErrorOf(error)
    yield [{ ...envelope.withoutTask, event: 'error', code, status, message }]
  }
}
