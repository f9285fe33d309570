import { NotFound, ValidationError } from '../../kernel/index.js'
import type { ModelCredentialId } from './model-credential.js'

/** The values do not fit the provider's form, or the provider does not accept them. */
export class CredentialsInvalid extends ValidationError {
  override readonly code = 'model.credentials_invalid'

  constructor(
    message: string,
    /** The variable of the form that is wrong; absent when it is the values as a whole. */
    readonly variable?: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, variable === undefined ? options : { ...options, details: { variable } })
  }
}

export class ModelCredentialNotFound extends NotFound {
  override readonly code = 'model.credential_not_found'

  constructor(readonly id: ModelCredentialId) {
    super(`The workspace has no model credential ${id}.`)
  }
}

/** No provider goes by this name. */
export class ModelProviderUnknown extends NotFound {
  override readonly code = 'model.provider_unknown'

  constructor(
    readonly provider: string,
    known: readonly string[],
  ) {
    super(
      `No model provider is called ${JSON.stringify(provider)}. There are: ${known.join(', ')}.`,
    )
  }
}
