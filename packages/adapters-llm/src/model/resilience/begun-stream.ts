import { settledBy } from './circuit-board.js'
import type { Attempt, Settled } from './attempt.js'

/** A stream whose first piece has come. Close it, whatever happens. */
export class BegunStream<Piece> {
  #outcome: Settled = 'succeeded'

  private constructor(
    private readonly iterator: AsyncIterator<Piece, unknown, undefined>,
    private readonly attempt: Attempt,
    readonly first: IteratorResult<Piece, unknown>,
  ) {}

  static async begin<Piece>(
    pieces: AsyncIterable<Piece>,
    attempt: Attempt,
  ): Promise<BegunStream<Piece>> {
    const iterator = pieces[Symbol.asyncIterator]() as AsyncIterator<Piece, unknown, undefined>
    const first = await iterator.next()
    attempt.watch.heard()
    return new BegunStream(iterator, attempt, first)
  }

  /** @throws ModelCallFailed when the provider falls silent, among others. */
  async next(): Promise<IteratorResult<Piece, unknown>> {
    this.attempt.watch.listen()
    try {
      const result = await this.iterator.next()
      this.attempt.watch.heard()
      return result
    } catch (error) {
      const explained = this.attempt.watch.explain(error)
      this.#outcome = settledBy(explained)
      throw explained
    }
  }

  /** A reader who leaves early has seen that the provider answers. */
  async close(): Promise<void> {
    try {
      await this.iterator.return?.()
    } finally {
      this.attempt.end(this.#outcome)
    }
  }

  /** Nobody wants it any more. */
  discard(): void {
    this.attempt.watch.giveUp(new Error('Another attempt was faster.'))
    this.close().catch(() => undefined)
  }
}
