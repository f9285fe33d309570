import { TokenUsage } from '@weft/domain/kernel'
import {
  countAnswer,
  type CompletionChunk,
  type CompletionRequest,
  type LanguageModel,
  type LanguageModelProfile,
  type ModelRef,
  type PromptMessage,
  type ToolCall,
  type ToolDefinition,
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
    const said = { text: '', toolCalls: new Array<ToolCall>() }
    const { appId, user, nodeId } = request
    yield* this.line.stream(
      (model, attempt) => model.complete(request, { signal: attempt }),
      (chunk) => {
        if (chunk.type === 'finish') return { usage: chunk.usage, isCounted: chunk.isUsageCounted }
        if (chunk.type === 'tool-call') said.toolCalls.push(chunk.call)
        else said.text += chunk.text
        return undefined
      },
      {
        signal,
        circumstances: { appId, user, nodeId },
        count: () => this.count(request, said),
      },
    )
  }

  countTokens(
    messages: readonly PromptMessage[],
    tools?: readonly ToolDefinition[],
  ): Promise<number> {
    return this.model.countTokens(messages, tools)
  }

  usageOf(tokens: Parameters<NonNullable<LanguageModel['usageOf']>>[0]): TokenUsage {
    return this.model.usageOf?.(tokens) ?? TokenUsage.of(tokens)
  }

  /** What was asked, and what of the answer had come. */
  private async count(
    { messages, tools }: CompletionRequest,
    said: { readonly text: string; readonly toolCalls: readonly ToolCall[] },
  ): Promise<MeteredUsage> {
    const promptTokens = await this.countTokens(messages, tools)
    const completionTokens = await countAnswer(this.model, said)
    return { usage: this.usageOf({ promptTokens, completionTokens }), isCounted: true }
  }
}
