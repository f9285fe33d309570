import type { CompletionChunk } from '@weft/domain/model'

/** Writes a model's reasoning into its text, between `<think>` and `</think>`, as clients of basic apps know it. */
export class ThinkTags {
  #isThinking = false

  /** The text a chunk adds to the answer; empty for chunks that add none. */
  textOf(chunk: CompletionChunk): string {
    if (chunk.type === 'reasoning') return this.open() + chunk.text
    if (chunk.type === 'text') return this.close() + chunk.text
    return chunk.type === 'finish' ? this.close() : ''
  }

  private open(): string {
    if (this.#isThinking) return ''
    this.#isThinking = true
    return '<think>\n'
  }

  private close(): string {
    if (!this.#isThinking) return ''
    this.#isThinking = false
    return '\n</think>\n'
  }
}
