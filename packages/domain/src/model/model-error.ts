import { ExternalServiceError, RuleViolation, type WeftErrorOptions } from '../kernel/index.js'
import { describeModel, type ModelRef } from './model-ref.js'

/** What can go wrong between here and a provider; the wire's `error_type` is derived from it. `other` is what nobody foresaw. */
export type ModelFailureKind =
  'connection' | 'server-unavailable' | 'rate-limit' | 'authorization' | 'bad-request' | 'other'

/** A provider refused a call or broke it off. The message may be shown to the caller: it holds no credentials. */
export class ModelCallFailed extends ExternalServiceError {
  override readonly code = 'model.call_failed'
  override readonly retryable: boolean

  constructor(
    readonly model: ModelRef,
    readonly kind: ModelFailureKind,
    message: string,
    options: WeftErrorOptions & {
      /** When the provider says to come back; absent when it does not. */
      readonly retryAfterMs?: number
    } = {},
  ) {
    super(message, options)
    this.retryAfterMs = options.retryAfterMs
    this.retryable = kind !== 'authorization' && kind !== 'bad-request'
  }

  readonly retryAfterMs: number | undefined
}

/** A document names a model nobody configured. */
export class ModelNotConfigured extends RuleViolation {
  override readonly code = 'model.not_configured'

  constructor(
    readonly model: ModelRef,
    /** What to do about it, as a sentence. */
    readonly remedy: string,
  ) {
    super(`No provider is configured for the model ${describeModel(model)}. ${remedy}`)
  }
}
