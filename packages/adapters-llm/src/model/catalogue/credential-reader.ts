import { Secret, ValidationError } from '@weft/domain/kernel'
import type { ProviderCredentials } from '@weft/domain/model'

/** Reads the values of a credential form. Empty values count as absent. */
export class CredentialReader {
  constructor(
    private readonly provider: string,
    private readonly credentials: ProviderCredentials,
  ) {}

  /** @throws ValidationError naming the variable when it is absent. */
  secret(variable: string): Secret {
    return this.optionalSecret(variable) ?? this.missing(variable)
  }

  optionalSecret(variable: string): Secret | undefined {
    const text = this.optionalText(variable)
    return text === undefined ? undefined : Secret.of(text)
  }

  /** @throws ValidationError naming the variable when it is absent. */
  text(variable: string): string {
    return this.optionalText(variable) ?? this.missing(variable)
  }

  optionalText(variable: string): string | undefined {
    const value = Object.hasOwn(this.credentials, variable) ? this.credentials[variable] : undefined
    const text = value instanceof Secret ? value.reveal() : value
    return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
  }

  /** @throws ValidationError naming the variable when it is no web address. */
  optionalAddress(variable: string): string | undefined {
    const text = this.optionalText(variable)
    if (text === undefined) return undefined
    const isAddress = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
    if (isAddress) return text
    throw new ValidationError(
      `The credential ${variable} of ${this.provider} must be an address that begins with http:// or https://.`,
    )
  }

  address(variable: string): string {
    return this.optionalAddress(variable) ?? this.missing(variable)
  }

  /** A whole number written as text. */
  optionalCount(variable: string): number | undefined {
    const text = this.optionalText(variable)
    if (text === undefined) return undefined
    const count = Number(text)
    if (Number.isSafeInteger(count) && count > 0) return count
    throw new ValidationError(
      `The credential ${variable} of ${this.provider} must be a whole number above 0.`,
    )
  }

  private missing(variable: string): never {
    throw new ValidationError(`The provider ${this.provider} needs the credential ${variable}.`)
  }
}
