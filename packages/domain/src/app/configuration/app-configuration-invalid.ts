import { ValidationError } from '../../kernel/index.js'

/** A configuration says something that cannot be. */
export class AppConfigurationInvalid extends ValidationError {
  override readonly code = 'app.configuration_invalid'

  constructor(
    /** Where, as a path from the configuration's top: `user_input_form[0].text-input.label`. */
    readonly field: string,
    /** What is wrong with it, going on after its name. */
    problem: string,
  ) {
    super(`${field} ${problem}.`, { details: { field } })
  }
}
