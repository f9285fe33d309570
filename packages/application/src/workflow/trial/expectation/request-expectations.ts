import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import type { CaseValue } from '../case-value.js'
import type { ReceivedRequest } from '../test-server.js'
import { expectSame, MET, unmet, type Mismatch, type RunCheck } from './check.js'

const FIELDS = ['method', 'path', 'query', 'headers', 'json', 'body', 'text']

/** The requests the case's server got, in order and complete. Of each, what is named must be so. */
export function readRequests(value: CaseValue, name: string): RunCheck {
  const expected = value.items().map((request) => {
    request.allowOnly(FIELDS)
    return readRequest(request)
  })
  return ({ requests }) => [
    ...(expected.length === requests.length ? MET : wrongNumber(name, expected.length, requests)),
    ...expected.flatMap((check, index) => {
      const request = requests[index]
      return request ? check(request, `${name}[${index}]`) : MET
    }),
  ]
}

function wrongNumber(
  name: string,
  expected: number,
  requests: readonly ReceivedRequest[],
): readonly Mismatch[] {
  const came = requests.map(({ method, path }) => `${method} ${path}`).join(', ') || 'none'
  return unmet(name, `has ${requests.length} requests (${came}), expected ${expected}`)
}

type RequestCheck = (request: ReceivedRequest, place: string) => readonly Mismatch[]

function readRequest(expected: CaseValue): RequestCheck {
  const checks = expected.entries().map(([field, value]) => readField(field, value))
  return (request, place) => checks.flatMap((check) => check(request, place))
}

function readField(field: string, value: CaseValue): RequestCheck {
  if (field === 'headers') return readHeaders(value)
  return (request, place) => expectSame(`${place}.${field}`, value.json, fieldOf(request, field))
}

function fieldOf(request: ReceivedRequest, field: string): JsonValue | undefined {
  switch (field) {
    case 'method':
      return request.method
    case 'path':
      return request.path
    case 'query':
      return request.query
    case 'json':
      return parsed(request.body)
    default:
      return request.body
  }
}

/** A subset; names in any case. */
function readHeaders(value: CaseValue): RequestCheck {
  const expected = value.entries().map(([name, text]) => [name.toLowerCase(), text.text()] as const)
  return ({ headers }, place) =>
    expected.flatMap(([name, text]) =>
      expectSame(`${place}.headers.${name}`, text, ownText(headers, name)),
    )
}

function ownText(map: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

function parsed(body: string): JsonValue | undefined {
  try {
    return JSON.parse(body) as JsonValue
  } catch {
    // Not JSON: the check says that there is none.
    return undefined
  }
}

/** Number of requests by `METHOD path`, or one number for all of them. */
export function readRequestCounts(value: CaseValue, name: string): RunCheck {
  if (typeof value.json === 'number') {
    const total = value.count()
    return ({ requests }) => expectSame(name, total, requests.length)
  }
  const expected = value.counts()
  return ({ requests }) => {
    const actual = countsOf(requests)
    return Object.entries(expected).flatMap(([key, count]) =>
      expectSame(`${name}.${key}`, count, actual[key] ?? 0),
    )
  }
}

function countsOf(requests: readonly ReceivedRequest[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const { method, path } of requests) {
    const key = `${method} ${path}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return Object.fromEntries(counts) satisfies JsonObject
}
