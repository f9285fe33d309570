import { TokenUsage } from '@weft/domain/kernel'
import {
  ReasoningSplitter,
  splitReasoning,
  type CompletionChunk,
  type ReasoningPiece,
} from '@weft/domain/model'
import type { NodeProgress } from '@weft/domain/workflow'

/** What a model said, once it has said everything. */
export type LlmReply = {
  /** With its thoughts in tags where the format keeps them. */
  readonly text: string
  readonly reasoning: string
  readonly usage: TokenUsage
  readonly finishReason: string | null
}

/** The output that is streamed. */
const TEXT = 'text'

/**
 * Tells a model's words as they come and gives the whole reply. Thoughts a provider sends apart from the text are put
 * into tags first; `tagged` leaves them in the text, `separated` takes all tagged ones out of it.
 */
export async function* streamReply(
  chunks: AsyncIterable<CompletionChunk>,
  format: 'tagged' | 'separated',
): AsyncGenerator<NodeProgress, LlmReply, undefined> {
  const splitter = format === 'separated' ? new ReasoningSplitter() : undefined
  const tagger = new ThoughtTagger(splitter ? '' : '\n')
  let raw = ''
  let hasReasoning = false
  let finish: Extract<CompletionChunk, { type: 'finish' }> | undefined
  for await (const chunk of chunks) {
    if (chunk.type === 'finish') finish = chunk
    const text = tagger.next(chunk)
    raw += text
    for (const piece of split(text, splitter)) {
      hasReasoning ||= piece.type === 'reasoning'
      yield toProgress(piece)
    }
  }
  for (const piece of splitter?.end() ?? []) {
    hasReasoning ||= piece.type === 'reasoning'
    yield toProgress(piece)
  }
  if (hasReasoning) yield { type: 'reasoning', text: '', isFinal: true }
  yield { type: 'chunk', output: TEXT, text: '', isFinal: true }
  return {
    ...(splitter ? splitReasoning(raw) : { text: raw, reasoning: '' }),
    usage: finish?.usage ?? TokenUsage.none,
    finishReason: finish ? (finish.reason.raw ?? finish.reason.unified) : null,
  }
}

/** Writes thoughts that come apart from the text into it, in tags. */
class ThoughtTagger {
  private isThinking = false

  /** @param lineBreak between tags and thoughts: some in a text people read. */
  constructor(private readonly lineBreak: string) {}

  /** The text a chunk adds. */
  next(chunk: CompletionChunk): string {
    if (chunk.type === 'reasoning') return this.open() + chunk.text
    return this.close() + (chunk.type === 'text' ? chunk.text : '')
  }

  private open(): string {
    if (this.isThinking) return ''
    this.isThinking = true
    return `<think>${this.lineBreak}`
  }

  private close(): string {
    if (!this.isThinking) return ''
    this.isThinking = false
    return `${this.lineBreak}</think>`
  }
}

function split(text: string, splitter: ReasoningSplitter | undefined): readonly ReasoningPiece[] {
  if (splitter) return splitter.push(text)
  return text === '' ? [] : [{ type: 'text', text }]
}

function toProgress({ type, text }: ReasoningPiece): NodeProgress {
  return type === 'reasoning'
    ? { type: 'reasoning', text, isFinal: false }
    : { type: 'chunk', output: TEXT, text, isFinal: false }
}
