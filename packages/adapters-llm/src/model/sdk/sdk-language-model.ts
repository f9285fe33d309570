import type { LanguageModelV3StreamPart } from '@ai-sdk/provider'
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
import { bodyFetch } from './body-fetch.js'
import { toCompletionChunks } from './completion-stream.js'
import { inlineFiles } from './inline-files.js'
import type { LanguageDialect } from './language-dialect.js'
import { LinkedAbort } from './linked-abort.js'
import { toModelCallFailed, type ErrorContext } from './provider-error.js'
import { ReasoningCollector } from './reasoning-collector.js'
import type { ToolCallMemory } from './tool-call-memory.js'
import type { Fetch } from './watched-fetch.js'

export type SdkLanguageModelOptions = Omit<ErrorContext, 'model'> & {
  readonly ref: ModelRef
  readonly profile: LanguageModelProfile
  readonly pricing: Pricing | undefined
  readonly dialect: LanguageDialect
  /** For requests that are answered by a stream. */
  readonly streamFetch: Fetch
  /** For attached files. */
  readonly fileFetch: Fetch
  readonly memory: ToolCallMemory
}

/** A language model behind a provider library. */
export class SdkLanguageModel implements LanguageModel {
  readonly #options: SdkLanguageModelOptions

  constructor(options: SdkLanguageModelOptions) {
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
    const { ref, clock, pricing, redact, dialect, memory } = this.#options
    const meter = new CallMeter(clock, pricing)
    const call = new LinkedAbort(signal)
    let isComplete = false
    try {
      const stream = await this.start(request, call.signal)
      yield* toCompletionChunks(stream, {
        signal,
        meter,
        countPrompt: () => this.countTokens(request.messages),
        completeReason: dialect.completeReason,
        collector: new ReasoningCollector(memory),
      })
      isComplete = true
    } catch (error) {
      // However the abort shows up on the way, the caller gets the reason it gave.
      signal.throwIfAborted()
      throw toModelCallFailed(error, { model: ref, redact, clock })
    } finally {
      call.release()
      // The library may have split the stream in two: leaving one half does not close the connection.
      if (!isComplete) call.abort()
    }
  }

  countTokens(messages: readonly PromptMessage[]): number {
    return estimatePromptTokens(messages)
  }

  private async start(
    request: CompletionRequest,
    signal: AbortSignal,
  ): Promise<ReadableStream<LanguageModelV3StreamPart>> {
    const { ref, profile, dialect, memory, streamFetch, fileFetch } = this.#options
    const { options, body } = dialect.toCall(request, { name: ref.name, profile }, memory)
    const sdk = dialect.open(bodyFetch(streamFetch, body))
    const prompt = dialect.fetchesFiles
      ? await inlineFiles(options.prompt, {
          supported: await sdk.supportedUrls,
          fetch: fileFetch,
          signal,
        })
      : options.prompt
    return (await sdk.doStream({ ...options, prompt, abortSignal: signal })).stream
  }
}
