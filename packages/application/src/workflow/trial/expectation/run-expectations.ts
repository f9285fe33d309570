import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import type { CaseValue } from '../case-value.js'
import { TRIAL_STATUSES, type RunObservation } from '../observation/run-observation.js'
import { expectSame, MET, quote, unmet, type RunCheck } from './check.js'
import { readEventAssertions } from './event-assertions.js'
import {
  readAttempts,
  readExecuted,
  readNodeOutputs,
  readNodeRuns,
  readNodeStatuses,
  readNotExecuted,
  readOrderConstraints,
  readPromptTexts,
} from './node-expectations.js'
import { readRequestCounts, readRequests } from './request-expectations.js'

type Reader = (value: CaseValue, name: string) => RunCheck | undefined

/** Fields that are there for people, or describe another engine. */
const documentation: Reader = () => undefined

const READERS: Readonly<Record<string, Reader>> = {
  status: readStatus,
  outputs: readOutputs,
  answer: (value, name) => sameText(value.text(), name, answerOf),
  answer_any_of: (value, name) => anyText(value.texts(), name, answerOf),
  answer_contains: (value, name) => containsTexts(value.textOrTexts(), name, answerOf),
  streamed_answer: (value, name) => sameText(value.text(), name, streamedText),
  error: (value, name) => sameText(value.text(), name, errorText),
  error_contains: (value, name) => containsTexts(value.textOrTexts(), name, errorText),
  error_any_of: (value, name) => containsAnyText(value.texts(), name, errorText),
  exceptions_count: readExceptionsCount,
  executed: readExecuted,
  not_executed: readNotExecuted,
  node_runs: readNodeRuns,
  attempts: readAttempts,
  node_statuses: readNodeStatuses,
  node_outputs: readNodeOutputs,
  node_order_constraints: readOrderConstraints,
  conversation_variables: readConversation,
  prompts_contain: readPromptTexts,
  event_assertions: readEventAssertions,
  requests: readRequests,
  request_count: readRequestCounts,
  min_elapsed_ms: readMinElapsed,
  library_differs: documentation,
  request_facts: documentation,
  covers: documentation,
  notes: documentation,
}

/** @throws InvalidTrialCase */
export function readRunChecks(expected: CaseValue): readonly RunCheck[] {
  expected.allowOnly(Object.keys(READERS))
  return expected.entries().flatMap(([name, value]) => READERS[name]?.(value, name) ?? [])
}

function readStatus(value: CaseValue, name: string): RunCheck {
  const expected = value.oneOf(TRIAL_STATUSES)
  return ({ status, error }) => {
    if (status === expected) return MET
    const reason = error === undefined ? '' : `: ${error}`
    return unmet(name, `is ${status}${reason}`, [{ path: '', expected, actual: status }])
  }
}

function readOutputs(value: CaseValue, name: string): RunCheck {
  const expected = value.map()
  return ({ outputs }) => expectSame(name, expected, outputs)
}

function readExceptionsCount(value: CaseValue, name: string): RunCheck {
  const expected = value.count()
  return ({ exceptionsCount }) => expectSame(name, expected, exceptionsCount)
}

/** Of the variables that are named, the values; others may exist. */
function readConversation(value: CaseValue, name: string): RunCheck {
  const expected = value.entries()
  return ({ conversation }) =>
    expected.flatMap(([variable, { json }]) =>
      expectSame(`${name}.${variable}`, json, ownValue(conversation, variable)),
    )
}

function readMinElapsed(value: CaseValue, name: string): RunCheck {
  const expected = value.count()
  return ({ elapsedMs }) =>
    elapsedMs >= expected
      ? MET
      : unmet(name, `was over after ${Math.round(elapsedMs)} ms, expected at least ${expected} ms`)
}

type TextOf = (observed: RunObservation) => string | undefined

function sameText(expected: string, name: string, textOf: TextOf): RunCheck {
  return (observed) => expectSame(name, expected, textOf(observed))
}

function anyText(expected: readonly string[], name: string, textOf: TextOf): RunCheck {
  return (observed) => {
    const text = textOf(observed)
    if (text !== undefined && expected.includes(text)) return MET
    return unmet(name, `is ${quote(text)}, expected one of ${quote([...expected])}`)
  }
}

function containsTexts(expected: readonly string[], name: string, textOf: TextOf): RunCheck {
  return (observed) => {
    const text = textOf(observed)
    const missing = expected.filter((part) => text?.includes(part) !== true)
    return missing.flatMap((part) => unmet(name, `${quote(text)} does not contain ${quote(part)}`))
  }
}

function containsAnyText(expected: readonly string[], name: string, textOf: TextOf): RunCheck {
  return (observed) => {
    const text = textOf(observed)
    if (expected.some((part) => text?.includes(part) === true)) return MET
    return unmet(name, `${quote(text)} contains none of ${quote([...expected])}`)
  }
}

function answerOf({ outputs }: RunObservation): string | undefined {
  const { answer } = outputs
  return typeof answer === 'string' ? answer : undefined
}

function streamedText({ events }: RunObservation): string {
  return events
    .map(({ event, fields: { text } }) =>
      event === 'chunk' && typeof text === 'string' ? text : '',
    )
    .join('')
}

function errorText({ error }: RunObservation): string | undefined {
  return error
}

function ownValue(map: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}
