import type { JsonValue } from '@weft/domain/kernel'
import type { CaseValue } from '../case-value.js'
import type { TrialEvent } from '../observation/trial-event.js'
import { expectSame, MET, quote, unmet, type Mismatch, type RunCheck } from './check.js'
import { ANY_EVENT, readEventMatcher } from './event-matcher.js'

type Assertion = (events: readonly TrialEvent[], place: string) => readonly Mismatch[]

const READERS: Readonly<Record<string, (value: CaseValue) => Assertion>> = {
  stream_chunks: readStreamChunks,
  chunks_of: readChunksOf,
  chunks_in_container: readChunksInContainer,
  count: readCount,
  values: readValues,
  none: readNone,
  node_sequence: readNodeSequence,
  before: readBefore,
  max_parallel: readMaxParallel,
  last_chunk_final: readLastChunkFinal,
}

/** @throws InvalidTrialCase */
export function readEventAssertions(value: CaseValue, name: string): RunCheck {
  const assertions = value.items().map((item) => {
    const kind = item.require('assert').oneOf(Object.keys(READERS))
    return { kind, check: READERS[kind]?.(item) }
  })
  return ({ events }) =>
    assertions.flatMap(
      ({ kind, check }, index) => check?.(events, `${name}[${index}] ${kind}`) ?? MET,
    )
}

function readStreamChunks(value: CaseValue): Assertion {
  value.allowOnly(['assert', 'equals', 'notes'])
  const expected = [...value.require('equals').texts()]
  return (events, place) => expectSame(place, expected, textsOf(chunks(events).filter(hasText)))
}

function readChunksOf(value: CaseValue): Assertion {
  value.allowOnly(['assert', 'selector', 'equals', 'joined', 'with_empty', 'notes'])
  const selector = [...value.require('selector').texts()]
  const withEmpty = value.at('with_empty')?.flag() ?? false
  const check = readTexts(value)
  return (events, place) => {
    const own = chunks(events).filter(({ fields }) => isSameText(fields['selector'], selector))
    return check(textsOf(withEmpty ? own : own.filter(hasText)), place)
  }
}

const CONTAINER_KEYS = ['container', 'node', 'id', 'iteration', 'loop']

/** Chunks that come from within an iteration or loop. */
function readChunksInContainer(value: CaseValue): Assertion {
  value.allowOnly(['assert', ...CONTAINER_KEYS, 'equals', 'joined', 'notes'])
  const named = CONTAINER_KEYS.flatMap((key) => value.at(key) ?? [])
  const [id, ...others] = named.map((each) => each.text())
  if (id === undefined || others.length > 0)
    throw value.refusal(`must name one container: ${CONTAINER_KEYS.join(', ')}`)
  const check = readTexts(value)
  return (events, place) => {
    const own = chunks(events).filter(({ containers }) => containers.includes(id))
    return check(textsOf(own.filter(hasText)), place)
  }
}

/** `joined` is a text, or `equals` the list of pieces (a text there is the whole, too). */
function readTexts(value: CaseValue): (texts: string[], place: string) => readonly Mismatch[] {
  const joined = value.at('joined') ?? textAt(value, 'equals')
  if (joined) {
    const whole = joined.text()
    return (texts, place) => expectSame(place, whole, texts.join(''))
  }
  const expected = [...value.require('equals').texts()]
  return (texts, place) => expectSame(place, expected, texts)
}

function textAt(value: CaseValue, key: string): CaseValue | undefined {
  const each = value.at(key)
  return typeof each?.json === 'string' ? each : undefined
}

function readCount(value: CaseValue): Assertion {
  value.allowOnly(['assert', ...ANY_EVENT, 'equals', 'at_least', 'at_most', 'notes'])
  const matches = readEventMatcher(value)
  const [equals, least, most] = ['equals', 'at_least', 'at_most'].map((key) =>
    value.at(key)?.count(),
  )
  if (equals === undefined && least === undefined && most === undefined)
    throw value.refusal('must have equals, at_least or at_most')
  return (events, place) => {
    const actual = events.filter(matches).length
    const isMet =
      (equals === undefined || actual === equals) &&
      (least === undefined || actual >= least) &&
      (most === undefined || actual <= most)
    if (isMet) return MET
    const wanted = equals ?? (least === undefined ? `at most ${String(most)}` : `at least ${least}`)
    return unmet(place, `there are ${actual}, expected ${wanted}`)
  }
}

function readValues(value: CaseValue): Assertion {
  value.allowOnly(['assert', ...ANY_EVENT, 'field', 'equals', 'notes'])
  const matches = readEventMatcher(value)
  const field = value.require('field').text()
  const expected = [
    ...value
      .require('equals')
      .items()
      .map(({ json }) => json),
  ]
  return (events, place) => {
    const actual = events.filter(matches).map((event) => fieldOf(event, field) ?? null)
    return expectSame(place, expected, actual)
  }
}

function readNone(value: CaseValue): Assertion {
  value.allowOnly(['assert', ...ANY_EVENT, 'notes'])
  const matches = readEventMatcher(value)
  return (events, place) => {
    const found = events.filter(matches).length
    return found === 0 ? MET : unmet(place, `there are ${found}, expected none`)
  }
}

function readNodeSequence(value: CaseValue): Assertion {
  value.allowOnly(['assert', 'equals', 'notes'])
  const expected = [...value.require('equals').texts()]
  return (events, place) => {
    const actual = events.flatMap(({ event, node }) =>
      node === undefined || event === 'chunk' ? [] : [`${event}:${node}`],
    )
    return expectSame(place, expected, actual)
  }
}

/** By default the last match of `first` against the first match of `then`; `pick` says which match it is to be. */
function readBefore(value: CaseValue): Assertion {
  value.allowOnly(['assert', 'first', 'then', 'notes'])
  const first = readPosition(value.require('first'), 'last')
  const then = readPosition(value.require('then'), 'first')
  return (events, place) => {
    const [a, b] = [first.find(events), then.find(events)]
    if (a < 0 || b < 0)
      return unmet(place, `there is no ${quote((a < 0 ? first : then).described)}`)
    if (a < b) return MET
    return unmet(place, `${quote(first.described)} came after ${quote(then.described)}`)
  }
}

function readPosition(value: CaseValue, standard: 'first' | 'last') {
  value.allowOnly([...ANY_EVENT, 'pick', 'notes'])
  const matches = readEventMatcher(value)
  const pick = value.at('pick')?.oneOf(['first', 'last']) ?? standard
  return {
    described: value.json,
    find: (events: readonly TrialEvent[]): number =>
      pick === 'first' ? events.findIndex(matches) : events.findLastIndex(matches),
  }
}

const LIMIT_KEYS = ['equals', 'at_most', 'max', 'limit']
const NODE_ENDS = ['node_succeeded', 'node_failed', 'node_exception']

function readMaxParallel(value: CaseValue): Assertion {
  value.allowOnly(['assert', 'node', 'notes', ...LIMIT_KEYS])
  const id = value.require('node').text()
  const [limit, ...others] = LIMIT_KEYS.flatMap((key) => value.at(key)?.count() ?? [])
  if (limit === undefined || others.length > 0)
    throw value.refusal(`must have one of ${LIMIT_KEYS.join(', ')}`)
  return (events, place) => {
    const most = mostAtOnce(events, id)
    return most <= limit
      ? MET
      : unmet(place, `${most} runs of ${id} at once, at most ${limit} allowed`)
  }
}

function mostAtOnce(events: readonly TrialEvent[], id: string): number {
  let open = 0
  let most = 0
  for (const { event, node } of events) {
    if (node !== id) continue
    if (event === 'node_started') most = Math.max(most, ++open)
    else if (NODE_ENDS.includes(event)) open--
  }
  return most
}

function readLastChunkFinal(value: CaseValue): Assertion {
  value.allowOnly(['assert', 'notes'])
  return (events, place) => {
    const last = chunks(events).at(-1)
    if (!last) return unmet(place, 'nothing was streamed')
    return last.fields['is_final'] === true
      ? MET
      : unmet(place, `the last chunk, ${quote(last.fields['text'])}, is not final`)
  }
}

function chunks(events: readonly TrialEvent[]): readonly TrialEvent[] {
  return events.filter(({ event }) => event === 'chunk')
}

function hasText({ fields }: TrialEvent): boolean {
  return fields['text'] !== ''
}

function textsOf(events: readonly TrialEvent[]): string[] {
  return events.map(({ fields }) => (typeof fields['text'] === 'string' ? fields['text'] : ''))
}

function fieldOf({ node, fields }: TrialEvent, field: string): JsonValue | undefined {
  return field === 'node' ? node : fields[field]
}

function isSameText(value: JsonValue | undefined, expected: JsonValue): boolean {
  return JSON.stringify(value) === JSON.stringify(expected)
}
