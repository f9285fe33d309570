import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { CURRENT_DSL_VERSION, inferSegmentType } from '@weft/domain/workflow'
import { parseDslText } from '../dsl/parse-dsl-text.js'
import { InvalidTrialCase } from './invalid-trial-case.js'
import { titleOf, type NodePatch, type RunTrial } from './trial-case.js'

/**
 * The document with the changes the case makes to it. A bare graph, nodes and edges at the top level, becomes the
 * workflow of an app.
 *
 * @throws DslInvalid when the text cannot be read.
 * @throws InvalidTrialCase when a patch names a node that is not there.
 */
export function trialDocument(text: string, trial: RunTrial): JsonObject {
  const raw = parseDslText(text)
  const document = asApp(isJsonObject(raw) ? raw : {})
  const workflow = mapOf(document['workflow'])
  const graph = mapOf(workflow['graph'])
  const nodes = listOf(graph['nodes'])
  requireNodes(trial, nodes)
  return {
    ...document,
    workflow: {
      ...workflow,
      graph: { ...graph, nodes: nodes.map((node) => patchedNode(node, trial.patches)) },
      environment_variables: withValues(workflow['environment_variables'], trial.environment),
      conversation_variables: withValues(workflow['conversation_variables'], trial.conversation),
    },
  }
}

function asApp(raw: JsonObject): JsonObject {
  const { nodes, edges } = raw
  if ('app' in raw || 'kind' in raw || nodes === undefined) return raw
  return {
    version: CURRENT_DSL_VERSION,
    kind: 'app',
    app: { mode: 'workflow', name: 'graph' },
    workflow: { graph: { nodes, edges: edges ?? [] } },
  }
}

function requireNodes(trial: RunTrial, nodes: JsonArray): void {
  const ids = new Set(nodes.map((node) => mapOf(node)['id']))
  for (const { nodeId } of trial.patches)
    if (!ids.has(nodeId))
      throw new InvalidTrialCase(
        `${titleOf(trial)}: patch`,
        `names the node ${JSON.stringify(nodeId)}, which is not in the graph`,
      )
}

function patchedNode(node: JsonValue, patches: readonly NodePatch[]): JsonValue {
  if (!isJsonObject(node)) return node
  const own = patches.filter(({ nodeId }) => nodeId === node['id'])
  return own.length === 0 ? node : { ...node, data: own.reduce(patchedData, mapOf(node['data'])) }
}

function patchedData(data: JsonObject, { set, appendedItems }: NodePatch): JsonObject {
  const changed = Object.entries({ ...data, ...set }).filter(
    ([key, value]) => value !== null || !Object.hasOwn(set, key),
  )
  const patched = Object.fromEntries(changed)
  if (appendedItems.length === 0) return patched
  return { ...patched, items: [...listOf(patched['items']), ...appendedItems] }
}

/** Declared variables with the case's values; what the document does not declare is added. */
function withValues(declared: JsonValue | undefined, values: JsonObject): JsonArray {
  const variables = listOf(declared)
  const names = new Set(variables.map((variable) => mapOf(variable)['name']))
  const added = Object.entries(values).filter(([name]) => !names.has(name))
  return [
    ...variables.map((variable) => withValue(variable, values)),
    ...added.map(([name, value]) => ({ name, value, value_type: inferSegmentType(value) })),
  ]
}

function withValue(variable: JsonValue, values: JsonObject): JsonValue {
  if (!isJsonObject(variable)) return variable
  const { name } = variable
  const isGiven = typeof name === 'string' && Object.hasOwn(values, name)
  return isGiven ? { ...variable, value: values[name] ?? null } : variable
}

function mapOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function listOf(value: JsonValue | undefined): JsonArray {
  return Array.isArray(value) ? (value as JsonArray) : []
}
