import { ValidationError } from '../../kernel/index.js'

export type GraphIssueCode =
  | 'EMPTY_GRAPH'
  | 'MISSING_NODE'
  | 'MISSING_ROOT'
  | 'INVALID_ROOT'
  | 'AMBIGUOUS_ROOT'
  | 'DUPLICATE_NODE'
  | 'CYCLE'
  | 'UNKNOWN_NODE_TYPE'
  | 'INVALID_NODE_DATA'
  | 'INVALID_CONTAINER'

export type GraphIssue = {
  readonly code: GraphIssueCode
  readonly message: string
  /** The node concerned, where it is one. */
  readonly nodeId?: string
}

/** A graph cannot run. Lists everything that is wrong with it. */
export class GraphInvalid extends ValidationError {
  override readonly code = 'workflow.graph_invalid'

  constructor(readonly issues: readonly GraphIssue[]) {
    super(issues.map(({ code, message }) => `[${code}] ${message}`).join('; '), {
      details: { issues: issues.map((issue) => ({ ...issue })) },
    })
  }
}
