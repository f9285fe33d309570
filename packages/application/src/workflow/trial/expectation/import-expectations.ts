import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { CaseValue } from '../case-value.js'
import type { ImportObservation } from '../observation/import-observation.js'
import { expectSame, MET, unmet, type ImportCheck, type Mismatch } from './check.js'

type Reader = (value: CaseValue, name: string) => ImportCheck | undefined

/** Fields that are there for people, or describe another engine. */
const documentation: Reader = () => undefined

const STATUSES = ['completed', 'completed-with-warnings', 'pending', 'failed'] as const

const READERS: Readonly<Record<string, Reader>> = {
  import_status: readStatus,
  app_mode: (value, name) => sameText(value, name, ({ mode }) => mode),
  imported_dsl_version: (value, name) => sameText(value, name, ({ version }) => version),
  current_dsl_version: (value, name) =>
    sameText(value, name, ({ currentVersion }) => currentVersion),
  error: (value, name) => sameText(value, name, ({ error }) => error?.message),
  library_error_code: (value, name) => sameText(value, name, ({ error }) => error?.code),
  round_trip: readRoundTrip,
  node_data: readNodeData,
  variable_ids: readVariableIds,
  library_error: documentation,
  library_differs: documentation,
  covers: documentation,
  notes: documentation,
}

/** @throws InvalidTrialCase */
export function readImportChecks(expected: CaseValue): readonly ImportCheck[] {
  expected.allowOnly(Object.keys(READERS))
  return expected.entries().flatMap(([name, value]) => READERS[name]?.(value, name) ?? [])
}

function readStatus(value: CaseValue, name: string): ImportCheck {
  const expected = value.oneOf(STATUSES)
  return ({ status, error }) => {
    if (status === expected) return MET
    const reason = error ? `: ${error.message}` : ''
    return unmet(name, `is ${status}${reason}`, [{ path: '', expected, actual: status }])
  }
}

function sameText(
  value: CaseValue,
  name: string,
  textOf: (observed: ImportObservation) => string | undefined,
): ImportCheck {
  const expected = value.text()
  return (observed) => expectSame(name, expected, textOf(observed))
}

/** Any text says that the document must survive; it is for people. */
function readRoundTrip(value: CaseValue, name: string): ImportCheck | undefined {
  const isExpected = typeof value.json === 'boolean' ? value.flag() : value.text() !== ''
  if (!isExpected) return undefined
  return ({ survivesRoundTrip }) =>
    survivesRoundTrip === true ? MET : unmet(name, 'importing and exporting loses something')
}

/** Of each node that is named, the data that is named; more may be there. */
function readNodeData(value: CaseValue, name: string): ImportCheck {
  const expected = value.entries().map(([id, data]) => [id, data.map()] as const)
  return ({ nodes }) =>
    expected.flatMap(([id, data]) => {
      const actual = nodes.get(id)
      if (!actual) return unmet(`${name}.${id}`, 'is not in the graph')
      return expectSame(`${name}.${id}`, data, within(actual, data))
    })
}

/** What the value has of all that is asked for. */
function within(actual: JsonValue, asked: JsonValue): JsonValue {
  if (!isJsonObject(actual) || !isJsonObject(asked)) return actual
  const keys = Object.keys(asked).filter((key) => Object.hasOwn(actual, key))
  return Object.fromEntries(
    keys.map((key) => [key, within(actual[key] ?? null, asked[key] ?? null)]),
  ) satisfies JsonObject
}

function readVariableIds(value: CaseValue, name: string): ImportCheck {
  const expected = value.items().map((item) => {
    item.allowOnly(['name', 'author_id', 'stored_id', 'stored_id_rule'])
    return {
      variable: item.require('name').text(),
      author_id: item.at('author_id')?.text(),
      stored_id: item.at('stored_id')?.text(),
    }
  })
  return ({ conversationVariables }) =>
    expected.flatMap(
      ({ variable, author_id: authorId, stored_id: storedId }): readonly Mismatch[] => {
        const place = `${name}.${variable}`
        const found = conversationVariables.find((each) => each.name === variable)
        if (!found) return unmet(place, 'is not declared')
        return [
          ...(authorId === undefined
            ? MET
            : expectSame(`${place}.author_id`, authorId, found.authorId)),
          ...(storedId === undefined
            ? MET
            : expectSame(`${place}.stored_id`, storedId, found.storedId)),
        ]
      },
    )
}
