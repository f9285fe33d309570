import type { GenerationEvent } from '@weft/application/conversation'
import { messageEventPresenters } from '../conversation/message-event-presenter.js'
import { runEventPresenters } from '../workflow/run-event-presenter.js'
import { wireEnvelope, type WireEnvelope, type WireEvent } from './wire-event.js'

const presenters = { ...messageEventPresenters, ...runEventPresenters }

/** The wire form of one event, given what its generation began with; nothing for events clients do not see. */
export function presentGenerationEvent(
  event: GenerationEvent,
  envelope: WireEnvelope,
): WireEvent | undefined {
  // The table pairs every presenter with its own event, which a lookup by a union cannot express.
  const present = presenters[event.type] as (
    event: GenerationEvent,
    envelope: WireEnvelope,
  ) => WireEvent | undefined
  return present(event, envelope)
}

/** Presents the events of one generation in order. */
export type WirePresenter = (event: GenerationEvent) => WireEvent | undefined

/**
 * A presenter for one generation. It remembers nothing but the envelope its first event brings.
 *
 * @throws TypeError when the first event it is given is not `GenerationBegun`.
 */
export function createWirePresenter(): WirePresenter {
  let envelope: WireEnvelope | undefined
  return (event) => {
    if (event.type === 'GenerationBegun') envelope = wireEnvelope(event)
    if (envelope === undefined) throw new TypeError('A generation starts with GenerationBegun')
    return presentGenerationEvent(event, envelope)
  }
}

/** The wire events of a generation, in batches as they arrive; batches without any are left out. */
export async function* presentGenerationEvents(
  batches: AsyncIterable<readonly GenerationEvent[]>,
): AsyncGenerator<readonly WireEvent[], void, undefined> {
  const present = createWirePresenter()
  for await (const batch of batches) {
    const events = batch.map(present).filter((event) => event !== undefined)
    if (events.length > 0) yield events
  }
}
