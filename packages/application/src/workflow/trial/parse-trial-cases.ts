import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { parseMocks } from '../mock/parse-mocks.js'
import { CaseValue } from './case-value.js'
import { readImportChecks } from './expectation/import-expectations.js'
import { readRunChecks } from './expectation/run-expectations.js'
import { InvalidTrialCase } from './invalid-trial-case.js'
import { readTestRoutes } from './test-server.js'
import type { ImportTrial, NodePatch, RunTrial, TrialCase, TrialTurn } from './trial-case.js'
import { readTrialFiles, withFiles } from './trial-file.js'

/** Fields that are there for people: where a case comes from and why it is there. */
const DOCUMENTATION = [
  'source_path',
  'source_commit',
  'source_test',
  'basis',
  'covers',
  'notes',
  'description',
]
const IDENTITY = ['fixture', 'case', 'kind']
const RUN_FIELDS = [
  'query',
  'inputs',
  'conversation_variables',
  'environment_variables',
  'patch',
  'mocks',
  'files',
  'attachments',
  'test_server',
  'turns',
  'expect',
]

const MOCK_FIELDS = [
  'outputs',
  'handle',
  'error',
  'error_type',
  'level',
  'text',
  'tool_calls',
  'structured_output',
  'chunks',
  'chunk_delay_ms',
  'delay_ms',
]

/**
 * Reads the content of a file of cases. Nothing in it is passed over: a field that is not known is an error.
 *
 * @throws InvalidTrialCase naming the case and the place in it.
 * @throws InvalidMocks
 */
export function parseTrialCases(content: JsonValue): readonly TrialCase[] {
  if (!Array.isArray(content)) throw new InvalidTrialCase('', 'must be a list of cases')
  const cases = (content as JsonArray).map((raw, index) => parseTrialCase(raw, index + 1))
  requireDistinctNames(cases)
  return cases
}

function requireDistinctNames(cases: readonly TrialCase[]): void {
  const seen = new Set<string>()
  for (const { fixture, name } of cases) {
    const key = JSON.stringify([fixture, name])
    if (seen.has(key)) throw new InvalidTrialCase('', `has two cases of ${fixture} named ${name}`)
    seen.add(key)
  }
}

/** @param position which case of the file it is, from 1: for messages. */
export function parseTrialCase(raw: JsonValue, position?: number): TrialCase {
  const value = new CaseValue(raw, placeOf(raw, position))
  const identity = {
    fixture: readFixture(value.require('fixture')),
    name: value.require('case').text(),
    source: value.map(),
  }
  const kind = value.at('kind')?.oneOf(['import', 'run']) ?? 'run'
  if (kind === 'run') return { ...identity, kind, ...readRun(value) }
  value.allowOnly([...IDENTITY, ...DOCUMENTATION, 'expect'])
  return {
    ...identity,
    kind,
    checks: readImportChecks(value.require('expect')),
  } satisfies ImportTrial
}

function placeOf(raw: JsonValue, position: number | undefined): string {
  const { fixture, case: name } = isJsonObject(raw) ? raw : {}
  const names = [fixture, name].filter((each) => typeof each === 'string').join(': ')
  if (position === undefined) return `${names}:`
  return names === '' ? `case ${position}:` : `case ${position} (${names}):`
}

/** Only files beside the file of cases: a case must not reach into other folders. */
function readFixture(value: CaseValue): string {
  const name = value.text()
  if (name === '' || /[/\\\0]/.test(name) || name === '..')
    throw value.refusal('must be the name of a file beside the file of cases')
  return name
}

function readRun(value: CaseValue): Omit<RunTrial, 'kind' | 'fixture' | 'name' | 'source'> {
  value.allowOnly([...IDENTITY, ...DOCUMENTATION, ...RUN_FIELDS])
  const files = value.at('files') ? readTrialFiles(value.require('files')) : []
  const hasTurns = value.at('turns') !== undefined
  const expected = value.at('expect')
  if (!hasTurns && !expected) throw value.refusal('has no expect')
  const checks = expected ? readRunChecks(expected) : []
  const names = files.map(({ name }) => name)
  return {
    environment: value.at('environment_variables')?.map() ?? {},
    conversation: value.at('conversation_variables')?.map() ?? {},
    patches: value.at('patch')?.items().map(readPatch) ?? [],
    mocks: readMocks(value.at('mocks')),
    files,
    routes: value.at('test_server') ? readTestRoutes(value.require('test_server')) : [],
    turns: hasTurns ? readTurns(value, names) : [readTurn(value, value, names, [])],
    checks,
  }
}

function readMocks(value: CaseValue | undefined): JsonObject {
  if (!value) return {}
  for (const [, mock] of value.entries())
    for (const step of stepsOf(mock)) step.allowOnly(MOCK_FIELDS)
  parseMocks(value.json)
  return value.map()
}

function stepsOf(mock: CaseValue): readonly CaseValue[] {
  const sequence = mock.at('sequence')
  if (!sequence) return [mock]
  mock.allowOnly(['sequence'])
  return sequence.items()
}

function readTurns(value: CaseValue, files: readonly string[]): readonly TrialTurn[] {
  const turns = value.require('turns').items()
  if (turns.length === 0) throw value.require('turns').refusal('must have at least one turn')
  return turns.map((turn) => {
    turn.allowOnly(['query', 'inputs', 'attachments', 'expect', ...DOCUMENTATION])
    return readTurn(turn, value, files, readRunChecks(turn.require('expect')))
  })
}

function readTurn(
  turn: CaseValue,
  whole: CaseValue,
  files: readonly string[],
  checks: TrialTurn['checks'],
): TrialTurn {
  // What a turn does not say, the case says for all of them.
  const said = (field: string) => turn.at(field) ?? whole.at(field)
  const inputs = said('inputs')
  if (inputs) requireFiles(inputs, files)
  const attachments = said('attachments')
  return {
    query: said('query')?.text() ?? '',
    inputs: inputs?.map() ?? {},
    attachments: attachments?.items().map((item) => requireFile(item, item.text(), files)) ?? [],
    checks,
  }
}

function requireFiles(inputs: CaseValue, files: readonly string[]): void {
  inputs.map()
  withFiles(inputs.json, (name) => ({ $file: requireFile(inputs, name, files) }))
}

function requireFile(value: CaseValue, name: string, files: readonly string[]): string {
  if (!files.includes(name))
    throw value.refusal(
      `names the file ${JSON.stringify(name)}, which is not among the case's files`,
    )
  return name
}

function readPatch(patch: CaseValue): NodePatch {
  patch.allowOnly(['node', 'set', 'append_items'])
  return {
    nodeId: patch.require('node').text(),
    set: patch.at('set')?.map() ?? {},
    appendedItems:
      patch
        .at('append_items')
        ?.items()
        .map((item) => item.map()) ?? [],
  }
}
