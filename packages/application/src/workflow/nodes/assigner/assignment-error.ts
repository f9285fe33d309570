import { RuleViolation, type JsonValue } from '@weft/domain/kernel'
import { pythonRepr, pythonString, type Selector } from '@weft/domain/workflow'

/** A variable cannot be assigned as the node says. `errorType` is its name in records. */
export class AssignmentError extends RuleViolation {
  override readonly code = 'workflow.assignment_failed'

  constructor(
    readonly errorType: string,
    message: string,
  ) {
    super(message)
  }

  static notFound(selector: Selector): AssignmentError {
    return new AssignmentError(
      'VariableNotFoundError',
      `Variable ${pythonRepr(selector)} not found`,
    )
  }

  static readOnly(selector: Selector): AssignmentError {
    return new AssignmentError(
      'VariableOperatorNodeError',
      `Variable ${pythonRepr(selector)} is read-only`,
    )
  }

  static invalidValue(value: JsonValue): AssignmentError {
    return new AssignmentError(
      'InvalidInputValueError',
      `Invalid input value ${pythonString(value)}`,
    )
  }
}
