import { RuleViolation } from '../kernel/index.js'

/** The agent still wants tools in its last round, where it has none. */
export class AgentIterationsExhausted extends RuleViolation {
  override readonly code = 'agent.iterations_exhausted'

  constructor(readonly maxIterations: number) {
    super(
      `The agent did not come to an answer within ${maxIterations} iterations: it still wanted to use tools.`,
      { details: { maxIterations } },
    )
  }
}
