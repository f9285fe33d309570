/** A list cannot be worked on as the author wants it. */
export class ListOperatorError extends Error {
  constructor(
    message: string,
    /** As clients know it. */
    readonly errorType: ListOperatorErrorType = 'ListOperatorError',
  ) {
    super(message)
  }
}

export type ListOperatorErrorType =
  | 'ListOperatorError'
  | 'InvalidFilterValueError'
  | 'InvalidKeyError'
  | 'InvalidConditionError'
  /** What the reference does not name: a wrong serial, a value that is no number. */
  | 'WorkflowNodeError'
