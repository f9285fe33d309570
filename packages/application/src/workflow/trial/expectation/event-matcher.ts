import type { JsonValue } from '@weft/domain/kernel'
import { isSameValue } from '@weft/domain/workflow'
import type { CaseValue } from '../case-value.js'
import { TRIAL_EVENTS, type TrialEvent } from '../observation/trial-event.js'

/** By what events may be told from each other. */
export const ANY_EVENT = [
  'event',
  'node',
  'text',
  'selector',
  'is_final',
  'value',
  'name',
  'index',
  'retry_index',
  'error',
  'error_type',
]

/** Matches events that have all that is named. */
export function readEventMatcher(value: CaseValue): (event: TrialEvent) => boolean {
  const event = value.require('event').oneOf(TRIAL_EVENTS)
  const node = value.at('node')?.text()
  const facts = ANY_EVENT.filter((key) => key !== 'event' && key !== 'node').flatMap((key) => {
    const fact = value.at(key)
    return fact ? [[key, fact.json] as const] : []
  })
  return (candidate) =>
    candidate.event === event &&
    (node === undefined || candidate.node === node) &&
    facts.every(([key, expected]) => isFact(candidate.fields[key], expected))
}

function isFact(actual: JsonValue | undefined, expected: JsonValue): boolean {
  return actual !== undefined && isSameValue(actual, expected)
}
