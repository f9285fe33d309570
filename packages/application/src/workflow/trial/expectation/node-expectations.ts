import type { JsonObject } from '@weft/domain/kernel'
import type { CaseValue } from '../case-value.js'
import type { RunObservation } from '../observation/run-observation.js'
import type { TrialEvent, TrialEventName } from '../observation/trial-event.js'
import { expectSame, MET, quote, unmet, type RunCheck } from './check.js'

export function readExecuted(value: CaseValue, name: string): RunCheck {
  const expected = value.texts()
  return ({ events }) =>
    expected.flatMap((id) => (starts(events, id) > 0 ? MET : unmet(name, `${id} did not start`)))
}

export function readNotExecuted(value: CaseValue, name: string): RunCheck {
  const expected = value.texts()
  return ({ events }) =>
    expected.flatMap((id) => (starts(events, id) === 0 ? MET : unmet(name, `${id} did start`)))
}

/** How often each node started; attempts after the first are no starts. */
export function readNodeRuns(value: CaseValue, name: string): RunCheck {
  const expected = Object.entries(value.counts())
  return ({ events }) =>
    expected.flatMap(([id, runs]) => expectSame(`${name}.${id}`, runs, starts(events, id)))
}

export function readAttempts(value: CaseValue, name: string): RunCheck {
  const expected = Object.entries(value.counts())
  return ({ events }) =>
    expected.flatMap(([id, attempts]) => {
      const actual = starts(events, id) + count(events, 'node_retry', id)
      return expectSame(`${name}.${id}`, attempts, actual)
    })
}

const STATUS_EVENTS = {
  node_succeeded: 'succeeded',
  node_failed: 'failed',
  node_exception: 'exception',
} as const satisfies Partial<Record<TrialEventName, string>>
const NODE_STATUSES = ['running', 'paused', ...Object.values(STATUS_EVENTS)] as const

/** How the last run of each node ended; `running` or `paused` when it did not. */
export function readNodeStatuses(value: CaseValue, name: string): RunCheck {
  const expected = value.entries().map(([id, status]) => [id, status.oneOf(NODE_STATUSES)] as const)
  return ({ events }) =>
    expected.flatMap(([id, status]) => expectSame(`${name}.${id}`, status, statusOf(events, id)))
}

function statusOf(events: readonly TrialEvent[], id: string): string | undefined {
  const last = events.findLast(({ event, node }) => node === id && TELLING.includes(event))
  if (!last) return undefined
  if (isEnd(last.event)) return STATUS_EVENTS[last.event]
  return last.event === 'node_paused' ? 'paused' : 'running'
}

/** Events that say where a node stands. */
const TELLING: readonly string[] = ['node_started', 'node_paused', ...Object.keys(STATUS_EVENTS)]

/** Of the outputs that are named, the values after the node's last run; others may exist. */
export function readNodeOutputs(value: CaseValue, name: string): RunCheck {
  const expected = value.entries().map(([id, outputs]) => [id, outputs.map()] as const)
  return ({ events }) =>
    expected.flatMap(([id, outputs]) => {
      const actual = outputsOf(events, id)
      if (!actual) return unmet(`${name}.${id}`, 'has no outputs: the node did not end well')
      return expectSame(`${name}.${id}`, outputs, pick(actual, Object.keys(outputs)))
    })
}

function outputsOf(events: readonly TrialEvent[], id: string): JsonObject | undefined {
  const last = events.findLast(({ event, node }) => node === id && isEnd(event))
  return last?.fields['outputs'] as JsonObject | undefined
}

function pick(map: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(
    keys.flatMap((key) => (Object.hasOwn(map, key) ? [[key, map[key] ?? null]] : [])),
  )
}

/** Pairs `[a, b]`: a has ended for the last time before b starts for the first time. */
export function readOrderConstraints(value: CaseValue, name: string): RunCheck {
  const pairs = value.items().map((pair) => {
    const [first, then, ...rest] = pair.texts()
    if (first === undefined || then === undefined || rest.length > 0)
      throw pair.refusal('must be a pair of node ids')
    return [first, then] as const
  })
  return ({ events }) =>
    pairs.flatMap(([first, then]) =>
      isOrdered(events, first, then)
        ? MET
        : unmet(name, `${first} did not end before ${then} started`),
    )
}

function isOrdered(events: readonly TrialEvent[], first: string, then: string): boolean {
  const end = events.findLastIndex(({ event, node }) => node === first && isEnd(event))
  const start = events.findIndex(({ event, node }) => node === then && event === 'node_started')
  return end >= 0 && start >= 0 && end < start
}

/** Texts that occur in what a node's model was told, written as `role: text` lines. */
export function readPromptTexts(value: CaseValue, name: string): RunCheck {
  const expected = value.entries().map(([id, texts]) => [id, texts.textOrTexts()] as const)
  return ({ prompts }: RunObservation) =>
    expected.flatMap(([id, texts]) => {
      const prompt = prompts.get(id)
      if (prompt === undefined) return unmet(`${name}.${id}`, 'has no prompt: no model was asked')
      return texts.flatMap((text) =>
        prompt.includes(text)
          ? MET
          : unmet(`${name}.${id}`, `${quote(prompt)} does not contain ${quote(text)}`),
      )
    })
}

function isEnd(event: TrialEventName): event is keyof typeof STATUS_EVENTS {
  return Object.hasOwn(STATUS_EVENTS, event)
}

function starts(events: readonly TrialEvent[], id: string): number {
  return count(events, 'node_started', id)
}

function count(events: readonly TrialEvent[], name: TrialEventName, id: string): number {
  return events.filter(({ event, node }) => event === name && node === id).length
}
