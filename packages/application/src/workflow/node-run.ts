import { ValidationError, type JsonObject, type TenantId } from '@weft/domain/kernel'
import type { RunId } from '@weft/domain/workflow'
import {
  compileGraph,
  graphOfNode,
  nodeRecords,
  toSegment,
  type InitialVariable,
  type NodeKindTable,
  type NodeRecord,
  type RunEvent,
  type WorkflowDefinition,
} from '@weft/domain/workflow'
import type { GraphRunner } from './graph-runner.js'
import { NodeNotFound } from './workflow-error.js'

/** What came of running one node alone. */
export type NodeRun = {
  readonly record: NodeRecord
  /** Everything that happened: for a container, its rounds too. */
  readonly events: readonly RunEvent[]
}

export type NodeRunArgs = {
  readonly nodeId: string
  /** Values of the variables the node reads, by `node_id.variable`: `start.topic`, `sys.query`, `conversation.x`. */
  readonly variables: JsonObject
  readonly runId: RunId
  readonly tenantId: TenantId
  /** Who asks. */
  readonly user: string
  readonly system: JsonObject
  readonly signal: AbortSignal
}

/**
 * Runs one node with these variables and nothing around it, a container with everything inside it. Its retries and its
 * error strategy are in force.
 *
 * @throws NodeNotFound when the workflow has no such node.
 * @throws GraphInvalid when the node cannot run.
 * @throws ValidationError when a variable's name is not `node_id.variable`.
 */
export async function runNodeAlone(
  engine: GraphRunner,
  kinds: NodeKindTable,
  { graph, environmentVariables, conversationVariables }: WorkflowDefinition,
  args: NodeRunArgs,
): Promise<NodeRun> {
  const { nodeId, runId, tenantId, user, system, signal } = args
  const alone = graphOfNode(graph, nodeId)
  if (alone === undefined) throw new NodeNotFound(nodeId)
  const compiled = compileGraph(alone, kinds, { entry: nodeId, allowsAnyEntry: true })
  const batches = engine.run(
    compiled,
    {
      runId,
      tenantId,
      user,
      inputs: {},
      system,
      environment: [
        ...environmentVariables,
        ...conversationVariables,
        ...readVariables(args.variables),
      ],
      conversation: [],
    },
    { signal },
  )
  const events: RunEvent[] = []
  for await (const batch of batches) events.push(...batch)
  const record = nodeRecords(events).findLast(({ execution }) => execution.nodeId === nodeId)
  if (record === undefined) throw new NodeNotFound(nodeId)
  return { record, events }
}

function readVariables(variables: JsonObject): readonly InitialVariable[] {
  return Object.entries(variables).map(([key, value]) => {
    const name = key.replace(/^#(.*)#$/, '$1')
    const dot = name.indexOf('.')
    const selector = [name.slice(0, dot), name.slice(dot + 1)]
    if (dot < 1 || selector[1] === '')
      throw new ValidationError(`A variable is named node_id.variable, got '${key}'.`)
    return { selector, segment: toSegment(value) }
  })
}
