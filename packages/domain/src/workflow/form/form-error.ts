import { NotFound, RuleViolation, ValidationError } from '../../kernel/index.js'

/** There is no such form, or it cannot be reached through the app. */
export class FormNotFound extends NotFound {
  override readonly code = 'form.not_found'

  constructor() {
    super('Form not found')
  }
}

/** Somebody has filled the form in already; the first submission is final. */
export class FormAlreadySubmitted extends RuleViolation {
  override readonly code = 'form.already_submitted'

  constructor(readonly formId: string) {
    super(`This form has already been submitted by another user, form_id=${formId}`)
  }
}

/** The form's time is up, or its run is over. */
export class FormExpired extends RuleViolation {
  override readonly code = 'form.expired'

  constructor(readonly formId: string) {
    super(`This form has expired, form_id=${formId}`)
  }
}

/** What was filled in does not fit the form, which stays open. */
export class InvalidFormData extends ValidationError {
  override readonly code = 'form.invalid_data'
}

/** The run does not wait for this form. */
export class FormNotAwaited extends RuleViolation {
  override readonly code = 'form.not_awaited'

  constructor(readonly formId: string) {
    super(`The run does not wait for the form ${formId}.`)
  }
}
