import { ExternalServiceError, TokenUsage, type TenantId } from '@weft/domain/kernel'
import {
  ModelNotConfigured,
  textOf,
  type CompletionChunk,
  type CompletionRequest,
  type EmbeddingModel,
  type LanguageModel,
  type ModelRef,
  type ModelRegistry,
  type PromptMessage,
} from '@weft/domain/model'
import { chunksOf, type MockTiming, type ModelMock } from './node-mock.js'
import { wait } from '../../kernel/index.js'

/** Whatever model is asked for says what the mock says. */
export class ScriptedModels implements ModelRegistry {
  constructor(private readonly mock: ModelMock & MockTiming) {}

  languageModel(_tenantId: TenantId, ref: ModelRef): Promise<LanguageModel> {
    return Promise.resolve(new ScriptedModel(ref, this.mock))
  }

  embeddingModel(_tenantId: TenantId, ref: ModelRef): Promise<EmbeddingModel> {
    return Promise.reject(new ModelNotConfigured(ref, 'A mock scripts language models only.'))
  }
}

/** A scripted failure; its name is the one the script gives. */
class ScriptedModelFailure extends ExternalServiceError {
  override readonly code = 'model.scripted_failure'

  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

class ScriptedModel implements LanguageModel {
  readonly profile = { mode: 'chat', contextSize: undefined, features: undefined } as const

  constructor(
    readonly ref: ModelRef,
    private readonly mock: ModelMock & MockTiming,
  ) {}

  async *complete(
    { messages }: CompletionRequest,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<CompletionChunk, void, undefined> {
    const { mock } = this
    await wait(mock.delayMs, signal)
    if (mock.type === 'model-failure') throw new ScriptedModelFailure(mock.errorType, mock.error)
    for (const text of chunksOf(mock.text, mock)) {
      if (mock.chunkDelayMs > 0) await wait(mock.chunkDelayMs, signal)
      yield { type: 'text', text }
    }
    for (const call of mock.toolCalls) yield { type: 'tool-call', call }
    const reason = mock.toolCalls.length > 0 ? 'tool-calls' : 'stop'
    yield {
      type: 'finish',
      reason: { unified: reason, raw: undefined },
      usage: TokenUsage.of({
        promptTokens: estimatePromptTokens(messages),
        completionTokens: estimateTokens(mock.text),
      }),
      isUsageCounted: true,
    }
  }

  countTokens(messages: readonly PromptMessage[]): Promise<number> {
    return Promise.resolve(estimatePromptTokens(messages))
  }
}

function estimatePromptTokens(messages: readonly PromptMessage[]): number {
  return messages.reduce((tokens, message) => tokens + estimateTokens(textOf(message)), 0)
}

/** Four characters make a token: near enough where nothing is paid. */
function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4)
}
