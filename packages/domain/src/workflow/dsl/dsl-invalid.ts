import { ValidationError, type JsonObject } from '../../kernel/index.js'

export type DslProblem =
  | 'parse.invalid_yaml'
  | 'parse.too_large'
  | 'parse.expected_mapping'
  | 'version.invalid_type'
  | 'kind.missing'
  | 'kind.unsupported'
  | 'kind.missing_app'
  | 'app.missing_mode'
  | 'app.invalid_mode'
  | 'model_config.missing'
  | 'model_config.invalid'
  | 'graph.missing_workflow'
  | 'graph.missing'
  | 'graph.invalid_nodes'
  | 'graph.invalid_node'
  | 'graph.invalid_node_id'
  | 'graph.duplicate_node_id'
  | 'graph.invalid_node_data'
  | 'graph.invalid_node_type'
  | 'graph.invalid_edges'
  | 'graph.invalid_edge'
  | 'runtime_variables.invalid'
  | 'runtime_variables.invalid_item'
  | 'runtime_variables.invalid_name'
  | 'input_form.invalid'

/** A DSL document cannot be read. `code` says in which way, `details` where. */
export class DslInvalid extends ValidationError {
  override readonly code: DslProblem

  constructor(code: DslProblem, message: string, details?: JsonObject, cause?: unknown) {
    super(message, { ...(details && { details }), cause })
    this.code = code
  }
}
