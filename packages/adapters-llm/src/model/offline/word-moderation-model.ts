import type { ModelRef, ModerationModel, ModerationVerdict } from '@weft/domain/model'

/** Flags texts that hold one of the given words, whatever their case. */
export class WordModerationModel implements ModerationModel {
  private readonly words: readonly string[]

  constructor(
    readonly ref: ModelRef,
    words: readonly string[],
  ) {
    this.words = words.map((word) => word.trim().toLowerCase()).filter((word) => word !== '')
  }

  async moderate(
    text: string,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<ModerationVerdict> {
    signal.throwIfAborted()
    const lower = text.toLowerCase()
    const found = this.words.filter((word) => lower.includes(word))
    return { isFlagged: found.length > 0, categories: found }
  }
}
