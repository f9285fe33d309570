import { isJsonObject, type JsonObject } from '../../kernel/index.js'
import type { Graph } from '../graph/graph.js'
import { parseGraph } from '../graph/parse-graph.js'
import type { DeclaredVariable } from './declared-variable.js'
import { DslInvalid } from './dsl-invalid.js'
import { readFeatures, type AppFeatures } from './features.js'
import { readVariables } from './read-variables.js'

/** What the `workflow` section of a document says. */
export type WorkflowDefinition = {
  readonly graph: Graph
  readonly features: AppFeatures
  readonly environmentVariables: readonly DeclaredVariable[]
  readonly conversationVariables: readonly DeclaredVariable[]
}

/**
 * Reads a `workflow` section. The section itself stays untouched: what older editors wrote is brought into the present
 * form in the result only.
 *
 * @throws DslInvalid
 */
export function readWorkflow(section: JsonObject): WorkflowDefinition {
  const { graph } = section
  if (!isJsonObject(graph))
    throw new DslInvalid('graph.missing', 'The workflow has no graph with nodes and edges.')
  return {
    graph: parseGraph(graph),
    features: readFeatures(section['features']),
    environmentVariables: readVariables(section['environment_variables'], 'env'),
    conversationVariables: readVariables(section['conversation_variables'], 'conversation'),
  }
}
