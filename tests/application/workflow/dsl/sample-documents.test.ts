import { formatDslText, parseDslText } from '@weft/application/workflow'
import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  assessDslVersion,
  conversationVariableId,
  DslInvalid,
  readDsl,
  readWorkflow,
  startForm,
  writeDsl,
} from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import {
  hasSharedFiles,
  listShared,
  readShared,
  sharedFilesNote,
} from '../../../support/shared-files.js'

const files = hasSharedFiles
  ? ['dsl/community/', 'dsl/fixtures/'].flatMap((folder) =>
      listShared(folder, '.yml').map((name) => folder + name),
    )
  : []
const importCases = hasSharedFiles ? readImportCases() : []
const refused = new Set(
  importCases.filter((test) => test.expect['import_status'] === 'failed').map((test) => test.path),
)
const importable = files.filter((file) => !refused.has(file))

describe.runIf(hasSharedFiles)(`sample documents${sharedFilesNote}`, () => {
  it.each(importable)('H11 imports and exports %s without loss', (file) => {
    const raw = parse(file)
    const written = writeDsl(readDsl(raw))
    expect(written).toStrictEqual(raw)
    const again = parseDslText(formatDslText(written))
    expect(again).toStrictEqual(raw)
    expect(readDsl(again)).toStrictEqual(readDsl(raw))
  })

  it.each(importable)('reads the workflow of %s', (file) => {
    const { body, version } = readDsl(parse(file))
    if (body.type !== 'workflow') throw new TypeError('The samples are workflows')
    const before = structuredClone(body.workflow)
    const { graph, features, environmentVariables, conversationVariables } = readWorkflow(
      body.workflow,
    )
    expect(body.workflow).toStrictEqual(before)
    expect(graph.nodes.length).toBeGreaterThan(1)
    expect(graph.nodes.every((node) => node.type !== '')).toBe(true)
    expect(startForm(graph).fields.every((field) => field.variable !== '')).toBe(true)
    expect(typeof features.fileUpload.enabled).toBe('boolean')
    expect(assessDslVersion(version)).toBe('completed-with-warnings')
    for (const variable of [...environmentVariables, ...conversationVariables])
      expect(variable.selector).toHaveLength(2)
  })

  it.each(importable)('H6 finds every child of every container of %s', (file) => {
    const { nodes } = workflowOf(file).graph
    const containers = nodes.filter((node) => node.type === 'iteration' || node.type === 'loop')
    for (const container of containers) {
      const start = nodes.find((node) => node.id === container.data['start_node_id'])
      expect(start?.containerId).toBe(container.id)
    }
    const marked = nodes.filter(
      ({ data }) => data['isInIteration'] === true || data['isInLoop'] === true,
    )
    for (const node of marked) expect(containers.map(({ id }) => id)).toContain(node.containerId)
  })

  it.each(importCases.map((test) => [test.path, test] as const))(
    'imports %s as its case says',
    (path, { expect: expected }) => {
      const status = expected['import_status']
      if (status === 'failed') {
        const error = refusal(path)
        expect(error.message).toBe(expected['error'])
        expect(error.code).toBe(expected['library_error_code'])
        return
      }
      const { app, version } = readDsl(parse(path))
      expect(app.mode).toBe(expected['app_mode'])
      expect(version).toBe(expected['imported_dsl_version'])
      expect(assessDslVersion(version, textOf(expected['current_dsl_version']))).toBe(status)
      expectVariableIds(path, expected['variable_ids'])
      expectNodeData(path, expected['node_data'])
    },
  )
})

function expectVariableIds(path: string, expected: JsonValue | undefined): void {
  for (const entry of Array.isArray(expected) ? (expected as readonly JsonObject[]) : []) {
    const { conversationVariables } = workflowOf(path)
    const variable = conversationVariables.find(({ name }) => name === entry['name'])
    expect(variable?.id).toBe(entry['author_id'])
    expect(conversationVariableId(textOf(entry['name']))).toBe(entry['stored_id'])
  }
}

function expectNodeData(path: string, expected: JsonValue | undefined): void {
  for (const [id, data] of isJsonObject(expected) ? Object.entries(expected) : [])
    expect(workflowOf(path).graph.nodes.find((node) => node.id === id)?.data).toMatchObject(
      data as object,
    )
}

function workflowOf(file: string) {
  const { body } = readDsl(parse(file))
  if (body.type !== 'workflow') throw new TypeError('The samples are workflows')
  return readWorkflow(body.workflow)
}

function refusal(file: string): DslInvalid {
  try {
    readDsl(parse(file))
  } catch (error) {
    if (error instanceof DslInvalid) return error
    throw error
  }
  throw new Error('The document was not refused')
}

function parse(file: string): unknown {
  return parseDslText(readShared(file))
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('The case has a text here')
  return value
}

type ImportCase = { readonly path: string; readonly expect: JsonObject }

function readImportCases(): readonly ImportCase[] {
  const raw = JSON.parse(readShared('dsl/fixtures/expectations.json')) as
    readonly JsonObject[] | { readonly cases: readonly JsonObject[] }
  const cases = 'cases' in raw ? raw.cases : raw
  return cases
    .filter((test) => test['kind'] === 'import')
    .map((test) => ({
      path: `dsl/fixtures/${textOf(test['fixture'])}`,
      expect: test['expect'] as JsonObject,
    }))
}
