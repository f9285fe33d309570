import { ModeratedAnswer, type OutputVerdict } from '@weft/domain/conversation'

/** Never rejects. */
type AnswerCheck = (
  text: string,
  options: { readonly signal: AbortSignal },
) => Promise<OutputVerdict>

export type AnswerGuardOptions = {
  readonly bufferSize: number
  /** What was said of the answer before. Default: nothing. */
  readonly text?: string
  readonly check: AnswerCheck
}

/** The last look at an answer is not given up when the caller stops it, but at some time it is. */
const MOST_PATIENCE_MS = 65_000

/** Watches over one answer: has it checked while it grows, without holding it up, and once more when it is whole. */
export class AnswerGuard {
  #answer: ModeratedAnswer
  #told: string | undefined
  #checking: Promise<void> | undefined
  readonly #finished = new AbortController()

  constructor(private readonly options: AnswerGuardOptions) {
    this.#answer = ModeratedAnswer.begin(options.bufferSize, options.text)
  }

  /** The answer as readers are to see it. */
  get text(): string {
    return this.#answer.text
  }

  /** True once another text took the answer's place for good: no more of it is wanted. */
  get isClosed(): boolean {
    return this.#answer.isClosed
  }

  /** The check that is under way. Never rejects. */
  get checking(): Promise<void> | undefined {
    return this.#checking
  }

  /** Notes what the app said. A check begins when enough has come since the last one. */
  add(text: string): void {
    this.#answer = this.#answer.add(text)
    this.checkWhenDue()
  }

  /** Whether there is something to tell. */
  get hasReplacement(): boolean {
    return this.#told !== undefined
  }

  /** What is to stand in place of everything readers have seen; told once. */
  takeReplacement(): string | undefined {
    const replacement = this.#told
    this.#told = undefined
    return replacement
  }

  /** Looks at the whole answer once more. Resolves when it is settled what readers are to see. */
  async finish(): Promise<void> {
    this.#finished.abort()
    await this.#checking
    if (this.#answer.isClosed || this.#answer.text === '') return
    this.#answer = this.#answer.beginCheck()
    const signal = AbortSignal.timeout(MOST_PATIENCE_MS)
    this.settle(await this.options.check(this.#answer.text, { signal }))
  }

  private checkWhenDue(): void {
    if (!this.#answer.isDue || this.#finished.signal.aborted) return
    this.#answer = this.#answer.beginCheck()
    this.#checking = this.check(this.#answer.text)
  }

  private async check(text: string): Promise<void> {
    const verdict = await this.options.check(text, { signal: this.#finished.signal })
    this.#checking = undefined
    this.settle(verdict)
    this.checkWhenDue()
  }

  private settle(verdict: OutputVerdict): void {
    const before = this.#answer.text
    this.#answer = this.#answer.endCheck(verdict)
    if (this.#answer.text !== before) this.#told = this.#answer.text
  }
}
