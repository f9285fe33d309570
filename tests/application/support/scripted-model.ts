import { TokenUsage } from '@weft/domain/kernel'
import {
  ModelNotConfigured,
  textOf,
  type CompletionChunk,
  type CompletionRequest,
  type EmbeddingModel,
  type LanguageModel,
  type LanguageModelProfile,
  type ModelRegistry,
} from '@weft/domain/model'

/** What a scripted model does next: says a text, thinks one, waits until it is aborted, or throws. */
export type ScriptStep =
  string | { readonly reasoning: string } | { readonly wait: true } | { readonly fail: Error }

export const SCRIPTED_USAGE = TokenUsage.of({ promptTokens: 7, completionTokens: 3, latency: 0.5 })

/** A model that follows a script and remembers what it was asked. */
export class ScriptedModel implements LanguageModel {
  readonly ref = { provider: 'openai', name: 'test-model' }
  readonly requests: CompletionRequest[] = []
  /** How often a call was broken off by its signal. */
  aborts = 0

  constructor(
    private readonly script: readonly ScriptStep[],
    readonly profile: LanguageModelProfile = {
      mode: 'chat',
      contextSize: undefined,
      features: undefined,
    },
  ) {}

  async *complete(
    request: CompletionRequest,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<CompletionChunk, void, undefined> {
    this.requests.push(request)
    for (const step of this.script) {
      signal.throwIfAborted()
      if (typeof step === 'string') yield { type: 'text', text: step }
      else if ('reasoning' in step) yield { type: 'reasoning', text: step.reasoning }
      else if ('fail' in step) throw step.fail
      else await this.untilAborted(signal)
    }
    yield {
      type: 'finish',
      reason: { unified: 'stop', raw: 'stop' },
      usage: SCRIPTED_USAGE,
      isUsageCounted: false,
    }
  }

  async countTokens(messages: Parameters<LanguageModel['countTokens']>[0]): Promise<number> {
    return messages.reduce((sum, message) => sum + textOf(message).length, 0)
  }

  private untilAborted(signal: AbortSignal): Promise<never> {
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        this.aborts++
        reject(new Error('aborted', { cause: signal.reason }))
      })
    })
  }
}

/** Has one model of each type, whatever it is asked for; or none. */
export function registryOf(
  model: LanguageModel | undefined,
  embedding?: EmbeddingModel,
): ModelRegistry {
  return {
    async languageModel(_tenantId, ref) {
      if (!model) throw new ModelNotConfigured(ref, 'Configure one.')
      return model
    },
    async embeddingModel(_tenantId, ref) {
      if (embedding) return embedding
      throw new ModelNotConfigured(ref, 'There are none.')
    },
  }
}
