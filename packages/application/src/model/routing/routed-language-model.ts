import { TokenUsage } from '@weft/domain/kernel'
import type {
  CompletionChunk,
  CompletionRequest,
  LanguageModel,
  LanguageModelProfile,
  ModelRef,
  PromptMessage,
} from '@weft/domain/model'
import type { MeteredUsage } from '../accounting/call-account.js'
import type { ModelLine } from './model-line.js'

/** A language model behind a line. Speaks for the model that was asked for, whichever answers in the end. */
export class RoutedLanguageModel implements LanguageModel {
  constructor(
    private readonly line: ModelLine<LanguageModel>,
    private readonly model: LanguageModel,
  ) {}

  get ref(): ModelRef {
    return this.model.ref
  }

  get profile(): LanguageModelProfile {
    return this.model.profile
  }

  async *complete(
    request: CompletionRequest,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<CompletionChunk, void, undefined> {
    signal.throwIfAborted()
    let said = ''
    const { appId, user, nodeId } = request
    yield* this.line.stream(
      (model, attempt) => model.complete(request, { signal: attempt }),
      (chunk) => {
        if (chunk.type === 'finish') return { usage: chunk.usage, isCounted: chunk.isUsageCounted }
        if (chunk.type !== 'tool-call') said += chunk.text
        return undefined
      },
      {
        signal,
        circumstances: { appId, user, nodeId },
        estimate: () => this.estimate(request, said),
      },
    )
  }

  countTokens(messages: readonly PromptMessage[]): number {
    return this.model.countTokens(messages)
  }

  private estimate({ messages }: CompletionRequest, said: string): MeteredUsage {
    const completion: PromptMessage = { role: 'assistant', content: said }
    return {
      usage: TokenUsage.of({
        promptTokens: this.countTokens(messages),
        completionTokens: said === '' ? 0 : this.countTokens([completion]),
      }),
      isCounted: true,
    }
  }
}
