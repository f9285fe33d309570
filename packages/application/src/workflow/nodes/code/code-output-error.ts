import { RuleViolation } from '@weft/domain/kernel'

/** The result of a code node is not what was declared. `errorType` is its name in records. */
export class CodeOutputError extends RuleViolation {
  override readonly code = 'workflow.code_output_invalid'

  constructor(
    readonly errorType: 'OutputValidationError' | 'CodeNodeError' | 'DepthLimitError',
    message: string,
  ) {
    super(message)
  }
}
