import type { InputForm } from '../input/input-form.js'
import { readStartVariables } from '../input/read-input-form.js'
import type { Graph } from './graph.js'

/**
 * What the workflow asks its caller for: the variables of its start node. Empty for a workflow without one.
 *
 * @throws DslInvalid `input_form.invalid`
 */
export function startForm(graph: Graph): InputForm {
  const start = graph.nodes.find((node) => node.type === 'start')
  return readStartVariables(start?.data['variables'])
}
