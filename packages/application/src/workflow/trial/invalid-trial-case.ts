import { ValidationError } from '@weft/domain/kernel'

/** A file of cases, or one of its cases, does not say what it must. Names the place. */
export class InvalidTrialCase extends ValidationError {
  override readonly code = 'workflow.invalid_trial_case'

  constructor(
    /** Where: `case 3 (chat.yml: greets): expect.status`. Empty for the whole file. */
    readonly place: string,
    problem: string,
  ) {
    super(place === '' ? `The file of cases ${problem}.` : `${place} ${problem}.`)
  }
}
