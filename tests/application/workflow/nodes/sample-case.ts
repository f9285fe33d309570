import {
  containerNodeKinds,
  mockedNodeKinds,
  parseDslText,
  parseMocks,
  prepareWorkflow,
  standardNodeKinds,
} from '@weft/application/workflow'
import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  isRunEnded,
  NodeKindTable,
  parseGraph,
  type CodeRunner,
  type RunEnded,
  type RunEvent,
  type TemplateRenderer,
} from '@weft/domain/workflow'
import { hasSharedFiles, readShared } from '../../../support/shared-files.js'
import { noModels } from './node-harness.js'

/** A case of the samples: a document, what to run it with, and what that must give. */
export type SampleCase = {
  readonly title: string
  readonly fixture: string
  readonly content: JsonObject
  readonly expected: JsonObject
}

export type SampleRun = {
  readonly events: readonly RunEvent[]
  readonly end: RunEnded
}

const FOLDER = 'dsl/fixtures/'

/** The cases that run one document once. */
export function sampleCases(): readonly SampleCase[] {
  if (!hasSharedFiles) return []
  const all = JSON.parse(readShared(`${FOLDER}expectations.json`)) as JsonArray
  return all.filter(isJsonObject).flatMap((content) => {
    const { kind, fixture, case: name, expect: expected } = content
    const isRun = kind === undefined && !('turns' in content) && !('test_server' in content)
    if (!isRun || typeof fixture !== 'string' || typeof name !== 'string') return []
    return [{ title: `${fixture}: ${name}`, fixture, content, expected: mapOf(expected) }]
  })
}

export async function runSample(
  sample: SampleCase,
  services: { readonly code: CodeRunner; readonly templates: TemplateRenderer },
): Promise<SampleRun> {
  const document = documentOf(sample)
  const kinds = [...standardNodeKinds({ models: noModels, ...services }), ...containerNodeKinds()]
  const { nodes } = parseGraph(mapOf(mapOf(document['workflow'])['graph']))
  const mocks = parseMocks(sample.content['mocks'] ?? {})
  const table = NodeKindTable.of(mockedNodeKinds(kinds, mocks, nodes))
  const { query, inputs } = sample.content
  const events: RunEvent[] = []
  const batches = prepareWorkflow(document, { kinds: table }).run({
    inputs: mapOf(inputs),
    query: typeof query === 'string' ? query : '',
  })
  for await (const batch of batches) events.push(...batch)
  const end = events.at(-1)
  if (!end || !isRunEnded(end)) throw new Error('The run did not end')
  return { events, end }
}

/** The document with the changes the case makes to it. Bare graphs get an app around them. */
function documentOf({ fixture, content }: SampleCase): JsonObject {
  const raw = mapOf(parseDslText(readShared(FOLDER + fixture)) as JsonValue)
  const document = 'app' in raw ? raw : aroundGraph(raw)
  const workflow = mapOf(document['workflow'])
  const graph = mapOf(workflow['graph'])
  const nodes = maps(graph['nodes']).map((node) => patched(node, maps(content['patch'])))
  return {
    ...document,
    workflow: {
      ...workflow,
      graph: { ...graph, nodes },
      environment_variables: valued(workflow, content, 'environment_variables'),
      conversation_variables: valued(workflow, content, 'conversation_variables'),
    },
  }
}

function aroundGraph({ nodes, edges }: JsonObject): JsonObject {
  return {
    version: '0.5.0',
    kind: 'app',
    app: { mode: 'workflow', name: 'sample' },
    workflow: { graph: { nodes: nodes ?? [], edges: edges ?? [] } },
  }
}

function patched(node: JsonObject, patches: readonly JsonObject[]): JsonObject {
  const own = patches.filter((patch) => patch['node'] === node['id'])
  return { ...node, data: own.reduce(patchedData, mapOf(node['data'])) }
}

function patchedData(data: JsonObject, { set, append_items: items }: JsonObject): JsonObject {
  const changed = Object.entries({ ...data, ...mapOf(set) }).filter(([, value]) => value !== null)
  const result = Object.fromEntries(changed)
  return items === undefined
    ? result
    : { ...result, items: [...maps(data['items']), ...maps(items)] }
}

function valued(workflow: JsonObject, content: JsonObject, field: string): JsonArray {
  const values = mapOf(content[field])
  return maps(workflow[field]).map((variable) => {
    const { name } = variable
    const value = typeof name === 'string' ? values[name] : undefined
    return value === undefined ? variable : { ...variable, value }
  })
}

export function mapOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function maps(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as JsonArray).filter(isJsonObject) : []
}
