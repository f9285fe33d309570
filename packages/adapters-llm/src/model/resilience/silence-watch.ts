import { ModelCallFailed, type ModelRef } from '@weft/domain/model'

/** Gives a call up when nothing is heard of it for too long. Time counts only while somebody listens. */
export class SilenceWatch {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #forward: () => void
  #isListening = true
  #isSilent = false

  constructor(
    private readonly model: ModelRef,
    private readonly silenceMs: number,
    private readonly outer: AbortSignal,
  ) {
    this.#forward = () => {
      this.#controller.abort(outer.reason)
    }
    if (outer.aborted) this.#forward()
    outer.addEventListener('abort', this.#forward, { once: true })
    this.#timer = setTimeout(() => {
      this.expire()
    }, silenceMs)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  listen(): void {
    this.#isListening = true
    this.#timer.refresh()
  }

  heard(): void {
    this.#isListening = false
  }

  close(): void {
    clearTimeout(this.#timer)
    this.outer.removeEventListener('abort', this.#forward)
  }

  /** Ends the call itself, where nobody wants its answer any more. */
  giveUp(reason: unknown): void {
    this.#controller.abort(reason)
    this.close()
  }

  /** The error as the caller shall see it. */
  explain(error: unknown): unknown {
    if (this.outer.aborted) return this.outer.reason as unknown
    if (!this.#isSilent) return error
    return new ModelCallFailed(
      this.model,
      'connection',
      `[${this.model.provider}] The provider sent nothing for ${this.silenceMs / 1000} seconds.`,
    )
  }

  private expire(): void {
    if (!this.#isListening) return
    this.#isSilent = true
    this.#controller.abort(new Error('The provider is silent.'))
  }
}
