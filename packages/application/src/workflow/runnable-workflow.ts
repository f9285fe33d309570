import type { JsonObject } from '@weft/domain/kernel'
import {
  compileGraph,
  readWorkflow,
  startForm,
  type CompiledGraph,
  type InputForm,
  type NodeKindTable,
  type WorkflowDefinition,
} from '@weft/domain/workflow'

/** A workflow section read, checked and compiled: what all of its runs share. */
export type RunnableWorkflow = {
  readonly definition: WorkflowDefinition
  readonly graph: CompiledGraph
  /** What the start node asks for. */
  readonly form: InputForm
}

/**
 * Reads and compiles the `workflow` section of a document.
 *
 * @throws DslInvalid when the section cannot be read.
 * @throws GraphInvalid when its graph cannot run.
 */
export function toRunnableWorkflow(section: JsonObject, kinds: NodeKindTable): RunnableWorkflow {
  const definition = readWorkflow(section)
  return {
    definition,
    graph: compileGraph(definition.graph, kinds),
    form: startForm(definition.graph),
  }
}
