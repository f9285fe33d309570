import type { OutputVerdict } from './moderation-verdict.js'

/** As many characters arrive before the answer is looked at again, unless something else was said. */
export const DEFAULT_MODERATION_BUFFER_SIZE = 300

/**
 * An answer that is looked at while it grows: which text to check, when, and what a verdict makes of it. Immutable; one
 * check at a time, always of the whole text as readers see it.
 */
export class ModeratedAnswer {
  private constructor(
    private readonly bufferSize: number,
    /** The answer as readers see it, replacements included. */
    readonly text: string,
    /** True once a preset response took the answer's place: nothing is added any more. */
    readonly isClosed: boolean,
    private readonly checkedLength: number,
    private readonly isBeingChecked: boolean,
  ) {}

  /** @param bufferSize how many characters have to arrive before the next check. */
  static begin(bufferSize: number, text = ''): ModeratedAnswer {
    return new ModeratedAnswer(bufferSize, text, false, 0, false)
  }

  /** Adds what the app said; what comes after the close is dropped. */
  add(text: string): ModeratedAnswer {
    return this.isClosed || text === '' ? this : this.with({ text: this.text + text })
  }

  /** Whether enough has come for another check, and none is under way. */
  get isDue(): boolean {
    if (this.isClosed || this.isBeingChecked) return false
    return this.text !== '' && this.text.length - this.checkedLength >= this.bufferSize
  }

  /** A check of the whole text begins. */
  beginCheck(): ModeratedAnswer {
    return this.with({ checkedLength: this.text.length, isBeingChecked: true })
  }

  /** The check has come to its end. What has arrived since it began stays behind a text that replaces what was checked. */
  endCheck(verdict: OutputVerdict): ModeratedAnswer {
    if (this.isClosed) return this
    switch (verdict.action) {
      case 'pass':
        return this.with({ isBeingChecked: false })
      case 'direct_output':
        return this.with({ text: verdict.presetResponse, isClosed: true, isBeingChecked: false })
      case 'overridden':
        return this.with({
          text: verdict.text + this.text.slice(this.checkedLength),
          checkedLength: verdict.text.length,
          isBeingChecked: false,
        })
    }
  }

  private with(change: {
    readonly text?: string
    readonly isClosed?: boolean
    readonly checkedLength?: number
    readonly isBeingChecked?: boolean
  }): ModeratedAnswer {
    return new ModeratedAnswer(
      this.bufferSize,
      change.text ?? this.text,
      change.isClosed ?? this.isClosed,
      change.checkedLength ?? this.checkedLength,
      change.isBeingChecked ?? this.isBeingChecked,
    )
  }
}
