import type { JsonObject, WeftError } from '@weft/domain/kernel'
import { WeftError as AnyWeftError } from '@weft/domain/kernel'
import {
  assessDslVersion,
  conversationVariableId,
  CURRENT_DSL_VERSION,
  readDsl,
  readModelConfiguration,
  readWorkflow,
  writeDsl,
  type DslDocument,
  type DslVersionAssessment,
  type WorkflowDefinition,
} from '@weft/domain/workflow'
import { formatDslText } from '../../dsl/format-dsl-text.js'
import { parseDslText } from '../../dsl/parse-dsl-text.js'

/** What is known of a document that was imported, or refused. */
export type ImportObservation = {
  readonly status: DslVersionAssessment
  /** Why it was refused. */
  readonly error: WeftError | undefined
  readonly mode: string | undefined
  readonly version: string | undefined
  readonly currentVersion: string
  /** Whether importing and exporting it gives back all that it says. Nothing when it was refused. */
  readonly survivesRoundTrip: boolean | undefined
  /** Data of the nodes, by id. */
  readonly nodes: ReadonlyMap<string, JsonObject>
  readonly conversationVariables: readonly ImportedVariable[]
}

type ImportedVariable = {
  readonly name: string
  readonly authorId: string
  readonly storedId: string
}

/** Reads the text as an import does, storing nothing. */
export function observeImport(text: string): ImportObservation {
  try {
    const raw = parseDslText(text)
    return observeDocument(raw, readDsl(raw))
  } catch (error) {
    if (error instanceof AnyWeftError) return { ...NOTHING, status: 'failed', error }
    throw error
  }
}

const NOTHING = {
  error: undefined,
  mode: undefined,
  version: undefined,
  currentVersion: CURRENT_DSL_VERSION,
  survivesRoundTrip: undefined,
  nodes: new Map<string, JsonObject>(),
  conversationVariables: [],
}

function observeDocument(raw: unknown, document: DslDocument): ImportObservation {
  const { app, version, body } = document
  const workflow = body.type === 'workflow' ? readWorkflow(body.workflow) : undefined
  if (body.type === 'model-config') readModelConfiguration(body.modelConfig)
  return {
    ...NOTHING,
    status: assessDslVersion(version),
    mode: app.mode,
    version,
    survivesRoundTrip: survivesRoundTrip(raw, document),
    nodes: new Map(workflow?.graph.nodes.map(({ id, data }) => [id, data])),
    conversationVariables: workflow ? variablesOf(workflow) : [],
  }
}

function variablesOf({ conversationVariables }: WorkflowDefinition): readonly ImportedVariable[] {
  return conversationVariables.map(({ id, name }) => ({
    name,
    authorId: id,
    storedId: conversationVariableId(name),
  }))
}

function survivesRoundTrip(raw: unknown, document: DslDocument): boolean {
  const written = writeDsl(document)
  return isSame(raw, written) && isSame(parseDslText(formatDslText(written)), written)
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** With the keys of all maps in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
