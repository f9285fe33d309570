import type { LanguageModelV3 } from '@ai-sdk/provider'
import type {
  CompletionChunk,
  CompletionRequest,
  LanguageModel,
  LanguageModelProfile,
  ModelRef,
  PromptMessage,
} from '@weft/domain/model'
import { CallMeter } from '../call-meter.js'
import type { Pricing } from '../provider-configuration.js'
import { estimatePromptTokens } from '../token-estimate.js'
import { toCallOptions } from './completion-request.js'
import { toCompletionChunks } from './completion-stream.js'
import { toModelCallFailed, type ErrorContext } from './provider-error.js'

export type OpenAiLanguageModelOptions = Omit<ErrorContext, 'model'> & {
  readonly ref: ModelRef
  readonly profile: LanguageModelProfile
  readonly pricing: Pricing | undefined
  readonly sdk: LanguageModelV3
}

/** A model behind the OpenAI protocol. */
export class OpenAiLanguageModel implements LanguageModel {
  readonly #options: OpenAiLanguageModelOptions

  constructor(options: OpenAiLanguageModelOptions) {
    this.#options = options
  }

  get ref(): ModelRef {
    return this.#options.ref
  }

  get profile(): LanguageModelProfile {
    return this.#options.profile
  }

  async *complete(
    request: CompletionRequest,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<CompletionChunk, void, undefined> {
    signal.throwIfAborted()
    const { sdk, ref, profile, clock, pricing, redact } = this.#options
    const meter = new CallMeter(clock, pricing)
    try {
      const options = toCallOptions(request, { name: ref.name, profile })
      const { stream } = await sdk.doStream({ ...options, abortSignal: signal })
      const countPrompt = () => this.countTokens(request.messages)
      yield* toCompletionChunks(stream, { signal, meter, countPrompt })
    } catch (error) {
      // However the abort shows up on the way, the caller gets the reason it gave.
      signal.throwIfAborted()
      throw toModelCallFailed(error, { model: ref, redact, clock })
    }
  }

  countTokens(messages: readonly PromptMessage[]): number {
    return estimatePromptTokens(messages)
  }
}
