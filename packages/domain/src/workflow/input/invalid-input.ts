import { ValidationError } from '../../kernel/index.js'

/** A value the caller gave does not fit the input form. */
export class InvalidInput extends ValidationError {
  override readonly code = 'workflow.invalid_input'

  constructor(
    readonly variable: string,
    message: string,
  ) {
    super(message, { details: { variable } })
  }
}
