import { QuotaExceeded, RuleViolation } from '../../kernel/index.js'
import { describeModel, type ModelRef } from '../model-ref.js'

/** Nothing is left of what the operator lets the workspace use. The message is the same for every provider. */
export class ProviderQuotaExceeded extends QuotaExceeded {
  override readonly code = 'model.quota_exceeded'

  constructor(readonly model: ModelRef) {
    super(
      'The quota of the hosted model provider is used up. Add credentials of your own for the provider to go on.',
    )
  }
}

/** The operator offers the provider, but not this model. */
export class ModelNotPermitted extends RuleViolation {
  override readonly code = 'model.not_permitted'

  constructor(readonly model: ModelRef) {
    super(
      `The model ${describeModel(model)} is not part of what the operator offers of this provider. ` +
        'Choose another model, or add credentials of your own.',
    )
  }
}
