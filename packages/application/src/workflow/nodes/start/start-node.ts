import type { JsonObject } from '@weft/domain/kernel'
import {
  NodeData,
  type BoundNode,
  type NodeContext,
  type NodeDefinition,
  type NodeKind,
  type NodeOutcome,
  type Segment,
  type VariableReader,
} from '@weft/domain/workflow'
import { segmentOutputs } from '../shared/segment-outputs.js'
import { checkJsonInput, parseJsonInput, type JsonInput } from './json-input.js'

/** What every run is told by the system, as far as it is there. */
const SYSTEM_VARIABLES = [
  'query',
  'files',
  'conversation_id',
  'dialogue_count',
  'user_id',
  'app_id',
  'workflow_id',
  'workflow_run_id',
  'timestamp',
] as const

type StartVariable = { readonly name: string; readonly json: JsonInput | undefined }

/**
 * Where a run enters. Its outputs are the user's inputs, which the run has put into the pool under the node's id,
 * and the system variables as `sys.<name>`; secrets of the environment are not copied.
 */
export class StartNodeKind implements NodeKind {
  readonly type = 'start'
  readonly versions = ['1']
  readonly executionClass = 'root'
  readonly isRetryable = false

  bind(node: NodeDefinition): BoundNode {
    const declared = NodeData.of(node).maps('variables').map(parseVariable)
    return { isImmediate: true, execute: (context) => start(declared, context) }
  }
}

function parseVariable(data: NodeData): StartVariable {
  const json = data.raw('type') === 'json_object' ? parseJsonInput(data) : undefined
  return { name: data.text('variable'), json }
}

function start(declared: readonly StartVariable[], context: NodeContext): NodeOutcome {
  const { nodeId, variables } = context
  const given = present(
    declared.map(({ name }) => name),
    (name) => variables.get([nodeId, name]),
  )
  const inputs = segmentOutputs(given).outputs
  const problem = findProblem(declared, inputs)
  if (problem !== undefined)
    return { type: 'failed', error: problem, errorType: 'InvalidInputError', inputs }
  return {
    type: 'succeeded',
    inputs,
    ...segmentOutputs([...given, ...systemVariables(variables)]),
  }
}

/** What the system told the run, under `sys.<name>`. */
export function systemVariables(
  variables: VariableReader,
): readonly (readonly [string, Segment])[] {
  const system = present(SYSTEM_VARIABLES, (name) => variables.get(['sys', name]))
  return system.map(([name, segment]) => [`sys.${name}`, segment])
}

function present(
  names: readonly string[],
  read: (name: string) => Segment | undefined,
): readonly (readonly [string, Segment])[] {
  return names.flatMap((name) => {
    const segment = read(name)
    return segment ? [[name, segment] as const] : []
  })
}

function findProblem(declared: readonly StartVariable[], inputs: JsonObject): string | undefined {
  for (const { name, json } of declared) {
    const problem = json && checkJsonInput(name, json, inputs[name])
    if (problem !== undefined) return problem
  }
  return undefined
}
