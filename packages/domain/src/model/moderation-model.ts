import type { ModelRef } from './model-ref.js'

export type ModerationVerdict = {
  readonly isFlagged: boolean
  /** What the text was flagged for, in the provider's words; empty when it was not flagged. */
  readonly categories: readonly string[]
}

/** Tells whether a text may be shown. */
export interface ModerationModel {
  readonly ref: ModelRef
  /**
   * The verdict on the whole text, however long it is. An empty text is never flagged.
   *
   * @throws ModelCallFailed when the provider refuses or breaks off.
   * Rejects with the signal's reason once aborted.
   */
  moderate(text: string, options: { readonly signal: AbortSignal }): Promise<ModerationVerdict>
}
