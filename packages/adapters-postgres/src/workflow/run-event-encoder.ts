import type { TokenUsage } from '@weft/domain/kernel'
import type { RunEvent } from '@weft/domain/workflow'
import { toStoredJson } from '../kernel/stored-json.js'
import { toStoredUsage } from '../kernel/stored-usage.js'

/** Version of the stored shape. A new shape gets the next number, and the decoder learns to read both. */
export const EVENT_SCHEMA_VERSION = 1

/** The event as text for a `json` column. @throws ValidationError when a value in it is nested too deep. */
export function toStoredRunEvent(event: RunEvent): string {
  // Dates have become ISO 8601 text by the time the text is written; everything else is JSON already.
  return toStoredJson({ v: EVENT_SCHEMA_VERSION, ...withPlainUsage(event) })
}

/** Usage is the one object in an event that is not plain data. */
function withPlainUsage(event: RunEvent): object {
  switch (event.type) {
    case 'NodeSucceeded':
      return { ...event, outcome: recordWithPlainUsage(event.outcome) }
    case 'NodeRetried':
    case 'NodeExceptionHandled':
    case 'NodeFailed':
      return { ...event, failure: recordWithPlainUsage(event.failure) }
    case 'RunPaused':
    case 'RunSucceeded':
    case 'RunPartiallySucceeded':
    case 'RunFailed':
    case 'RunStopped':
      return { ...event, usage: toStoredUsage(event.usage) }
    default:
      return event
  }
}

function recordWithPlainUsage(record: { readonly usage?: TokenUsage }): object {
  return record.usage === undefined ? record : { ...record, usage: toStoredUsage(record.usage) }
}
