import { RuleViolation } from '@weft/domain/kernel'

/** An agent node cannot do what its data says. `errorType` is its name in records. */
export class AgentNodeError extends RuleViolation {
  override readonly code = 'workflow.agent_node_failed'

  constructor(
    readonly errorType:
      'AgentStrategyError' | 'AgentVariableNotFoundError' | 'AgentInvocationError',
    message: string,
  ) {
    super(message)
  }
}
