import { RuleViolation } from '../../kernel/index.js'

/** A condition cannot be decided: its variable is missing, or the values cannot be compared that way. */
export class ConditionNotEvaluable extends RuleViolation {
  override readonly code = 'workflow.condition_not_evaluable'
}
