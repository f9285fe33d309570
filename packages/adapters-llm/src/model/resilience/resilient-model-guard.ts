import { silentLogger, type Clock, type Logger } from '@weft/domain/kernel'
import {
  DEFAULT_CIRCUIT_RULE,
  ModelCallFailed,
  type Circuit,
  type GuardOptions,
  type GuardTarget,
  type ModelGuard,
} from '@weft/domain/model'
import { Attempt } from './attempt.js'
import { BegunStream } from './begun-stream.js'
import { CircuitBoard, settledBy } from './circuit-board.js'
import { hedged } from './hedged.js'
import { DEFAULT_GUARD_OPTIONS, type ModelGuardOptions } from './model-guard-options.js'
import { PlaceLimit } from './place-limit.js'
import { pause, RetryPlan } from './retry-plan.js'
import { SilenceWatch } from './silence-watch.js'

const systemClock: Clock = { now: () => new Date() }

type Rule = typeof DEFAULT_GUARD_OPTIONS & ModelGuardOptions

/**
 * Time limits, further attempts, one circuit per credential and so many places per provider, from the inside out:
 * an attempt waits for its place, is watched for silence, and tells its circuit how it went.
 */
export class ResilientModelGuard implements ModelGuard {
  readonly #rule: Rule
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #circuits: CircuitBoard
  readonly #places: PlaceLimit

  constructor(options: ModelGuardOptions = {}) {
    this.#rule = { ...DEFAULT_GUARD_OPTIONS, ...options } as Rule
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
    this.#circuits = new CircuitBoard({ ...DEFAULT_CIRCUIT_RULE, ...options.circuit }, this.#clock)
    this.#places = new PlaceLimit(this.#rule.maxConcurrent, this.#rule.maxQueued)
  }

  /** Where the circuit of a credential stands, for those who operate the program. */
  circuitOf(credential: string): Circuit['status'] {
    return this.#circuits.statusOf(credential)
  }

  run<Result>(
    target: GuardTarget,
    call: (signal: AbortSignal) => Promise<Result>,
    options: GuardOptions,
  ): Promise<Result> {
    const work = async (attempt: Attempt): Promise<Result> => {
      const result = await call(attempt.watch.signal)
      attempt.end('succeeded')
      return result
    }
    return this.persist(target, work, options, () => undefined)
  }

  async *stream<Piece>(
    target: GuardTarget,
    call: (signal: AbortSignal) => AsyncIterable<Piece>,
    options: GuardOptions,
  ): AsyncGenerator<Piece, void, undefined> {
    const work = async (attempt: Attempt): Promise<BegunStream<Piece>> => {
      const begun = await BegunStream.begin(call(attempt.watch.signal), attempt)
      // Others wait for what a probe tells, and a stream may last.
      if (this.circuitOf(target.credential) === 'half-open') attempt.settle('succeeded')
      return begun
    }
    const stream = await this.persist(target, work, options, (late) => {
      late.discard()
    })
    try {
      let result = stream.first
      while (result.done !== true) {
        yield result.value
        result = await stream.next()
      }
    } finally {
      await stream.close()
    }
  }

  private async persist<Result>(
    target: GuardTarget,
    work: (attempt: Attempt) => Promise<Result>,
    options: GuardOptions,
    discard: (late: Result) => void,
  ): Promise<Result> {
    const startedAt = this.now()
    const { maxAttempts = this.#rule.maxAttempts, signal } = options
    const plan = new RetryPlan({ ...this.#rule, maxAttempts }, () => this.now() - startedAt)
    for (;;) {
      try {
        return await this.attemptHedged(target, work, options, discard)
      } catch (error) {
        signal.throwIfAborted()
        const delayMs = plan.nextDelayMs(error)
        if (delayMs === undefined) throw error
        this.reportRetry(target, error, delayMs)
        await pause(delayMs, signal)
      }
    }
  }

  private attemptHedged<Result>(
    target: GuardTarget,
    work: (attempt: Attempt) => Promise<Result>,
    options: GuardOptions,
    discard: (late: Result) => void,
  ): Promise<Result> {
    const { hedgeAfterMs } = this.#rule
    const start = (signal: AbortSignal): Promise<Result> =>
      this.attempt(target, work, { ...options, signal })
    if (hedgeAfterMs === undefined) return start(options.signal)
    return hedged(start, { afterMs: hedgeAfterMs, signal: options.signal, discard })
  }

  private async attempt<Result>(
    target: GuardTarget,
    work: (attempt: Attempt) => Promise<Result>,
    { signal, silenceMs = this.#rule.silenceMs }: GuardOptions,
  ): Promise<Result> {
    signal.throwIfAborted()
    const probing = this.#circuits.admit(target)
    const leave = await this.#places.enter(target, signal).catch((error: unknown) => {
      this.#circuits.settle(target, 'undecided', probing)
      throw error
    })
    const watch = new SilenceWatch(target.model, silenceMs, signal)
    const attempt = new Attempt(watch, leave, (outcome) => {
      this.#circuits.settle(target, outcome, probing)
    })
    try {
      signal.throwIfAborted()
      return await work(attempt)
    } catch (error) {
      const explained = watch.explain(error)
      attempt.end(settledBy(explained))
      throw explained
    }
  }

  private reportRetry({ model }: GuardTarget, error: unknown, delayMs: number): void {
    const kind = error instanceof ModelCallFailed ? error.kind : undefined
    const { provider, name } = model
    this.#logger.info('model call tried again', { provider, model: name, kind, delayMs })
  }

  private now(): number {
    return this.#clock.now().getTime()
  }
}
