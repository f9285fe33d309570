import type { ModelRef, ModerationModel, ModerationVerdict } from '@weft/domain/model'
import type { ProviderClient } from './provider-client.js'
import { toModelCallFailed, type ErrorContext } from './provider-error.js'
import { piecesOf } from './text-piece.js'

export type SdkModerationModelOptions = Omit<ErrorContext, 'model'> & {
  readonly ref: ModelRef
  readonly call: NonNullable<ProviderClient['moderate']>
}

/** Longer texts are looked at in pieces: providers cut them off without a word. */
const MAX_CHARACTERS = 2_000
const PIECES_PER_CALL = 32

/** A moderation model behind a provider. */
export class SdkModerationModel implements ModerationModel {
  readonly #options: SdkModerationModelOptions

  constructor(options: SdkModerationModelOptions) {
    this.#options = options
  }

  get ref(): ModelRef {
    return this.#options.ref
  }

  async moderate(
    text: string,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<ModerationVerdict> {
    signal.throwIfAborted()
    const { call, ref, clock, redact } = this.#options
    const pieces = piecesOf(text, MAX_CHARACTERS)
    const categories = new Set<string>()
    try {
      for (let start = 0; start < pieces.length; start += PIECES_PER_CALL) {
        const flags = await call(ref.name, pieces.slice(start, start + PIECES_PER_CALL), signal)
        for (const category of flags.flat()) categories.add(category)
      }
    } catch (error) {
      signal.throwIfAborted()
      throw toModelCallFailed(error, { model: ref, redact, clock })
    }
    return { isFlagged: categories.size > 0, categories: [...categories] }
  }
}
