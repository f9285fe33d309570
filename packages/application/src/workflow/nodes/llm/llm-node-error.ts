import { RuleViolation } from '@weft/domain/kernel'

export type LlmErrorType =
  | 'LLMNodeError'
  | 'NoPromptFoundError'
  | 'InvalidContextStructureError'
  | 'InvalidVariableTypeError'
  | 'MemoryRolePrefixRequiredError'
  | 'TemplateRenderError'

/** An llm node cannot do what its data says. `errorType` is its name in records. */
export class LlmNodeError extends RuleViolation {
  override readonly code = 'workflow.llm_node_failed'

  constructor(
    readonly errorType: LlmErrorType,
    message: string,
  ) {
    super(message)
  }
}
