import { ValidationError } from '../../kernel/index.js'

/** A node's data cannot be read. Names the node and the field, so that the author finds the place. */
export class InvalidNodeData extends ValidationError {
  override readonly code = 'workflow.invalid_node_data'

  constructor(
    readonly nodeId: string,
    /** Path within the node's data: `cases[0].conditions`. */
    readonly field: string,
    problem: string,
  ) {
    super(`Node ${nodeId}: ${field} ${problem}.`, { details: { nodeId, field } })
  }
}
