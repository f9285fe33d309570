import type { LanguageModelV3StreamPart } from '@ai-sdk/provider'
import { TokenUsage } from '@weft/domain/kernel'
import type {
  CompletionChunk,
  CompletionRequest,
  LanguageModel,
  LanguageModelProfile,
  ModelRef,
  PromptMessage,
  ToolDefinition,
} from '@weft/domain/model'
import { CallMeter, pricesOf, type TokenCounts } from '../call-meter.js'
import type { FilesAs, Pricing } from '../provider-configuration.js'
import { ModelTokenCounter } from '../token/model-token-counter.js'
import { bodyFetch } from './body-fetch.js'
import { toCompletionChunks, type Said } from './completion-stream.js'
import { inlineFiles } from './inline-files.js'
import { inlineMedia } from './inline-media.js'
import type { LanguageDialect } from './language-dialect.js'
import { LinkedAbort } from './linked-abort.js'
import { toModelCallFailed, type ErrorContext } from './provider-error.js'
import { ReasoningCollector } from './reasoning-collector.js'
import type { ToolCallMemory } from './tool-call-memory.js'
import type { Fetch } from './watched-fetch.js'

export type SdkLanguageModelOptions = Omit<ErrorContext, 'model'> & {
  readonly ref: ModelRef
  /** The maker's name for the model, by which tokens are counted. */
  readonly wellKnownName: string
  readonly profile: LanguageModelProfile
  readonly pricing: Pricing | undefined
  readonly dialect: LanguageDialect
  /** For requests that are answered by a stream. */
  readonly streamFetch: Fetch
  /** For attached files. */
  readonly fileFetch: Fetch
  readonly filesAs: FilesAs
  readonly memory: ToolCallMemory
}

/** A language model behind a provider library. */
export class SdkLanguageModel implements LanguageModel {
  readonly #options: SdkLanguageModelOptions
  readonly #counter: ModelTokenCounter

  constructor(options: SdkLanguageModelOptions) {
    this.#options = options
    const { wellKnownName: name, profile } = options
    this.#counter = new ModelTokenCounter({ name, mode: profile.mode })
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
        count: {
          prompt: () => this.countTokens(request.messages, request.tools),
          said: (said) => this.countSaid(said),
        },
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

  countTokens(
    messages: readonly PromptMessage[],
    tools?: readonly ToolDefinition[],
  ): Promise<number> {
    return this.#counter.countPrompt(messages, tools)
  }

  usageOf(tokens: TokenCounts): TokenUsage {
    return TokenUsage.of({ ...tokens, ...pricesOf(tokens, this.#options.pricing) })
  }

  private countSaid({ text, toolCalls }: Said): Promise<number> {
    const calls = toolCalls.flatMap((call) => [call.name, call.arguments])
    return this.#counter.countTexts([text, ...calls])
  }

  private async start(
    request: CompletionRequest,
    signal: AbortSignal,
  ): Promise<ReadableStream<LanguageModelV3StreamPart>> {
    const { ref, profile, dialect, memory, streamFetch, fileFetch, filesAs } = this.#options
    const messages =
      filesAs === 'base64'
        ? await inlineMedia(request.messages, { fetch: fileFetch, signal })
        : request.messages
    const asked = { ...request, messages }
    const { options, body } = dialect.toCall(asked, { name: ref.name, profile }, memory)
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
