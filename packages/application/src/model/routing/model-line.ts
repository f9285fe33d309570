import type { Clock, IdGenerator, TenantId } from '@weft/domain/kernel'
import type { GuardTarget, ModelCallRecorder, ModelGuard, RotationLedger } from '@weft/domain/model'
import {
  CallAccount,
  type CallCircumstances,
  type MeteredUsage,
} from '../accounting/call-account.js'
import { CallToll } from '../hosting/call-toll.js'
import type { ModelCandidate, ModelRoute } from './model-route.js'
import { RouteWalk } from './route-walk.js'

export type ModelLinePorts = {
  readonly guard: ModelGuard
  readonly ledger: RotationLedger
  readonly recorder: ModelCallRecorder
  readonly clock: Clock
  readonly ids: IdGenerator
}

export type LineOptions = {
  readonly signal: AbortSignal
  readonly silenceMs?: number
  readonly circumstances?: CallCircumstances
}

/** Makes calls along a route: guarded, in turn, with stand-ins, and accounted for. */
export class ModelLine<Model> {
  constructor(
    private readonly tenantId: TenantId,
    private readonly route: ModelRoute<Model>,
    private readonly ports: ModelLinePorts,
  ) {}

  /** The result of the first candidate that answers, as `meter` says what it consumed. */
  async run<Result>(
    call: (model: Model, signal: AbortSignal) => Promise<Result>,
    meter: (result: Result) => MeteredUsage | undefined,
    options: LineOptions,
  ): Promise<Result> {
    const walk = this.walk()
    for await (const candidate of walk.candidates()) {
      const account = this.account(candidate, options)
      try {
        const result = await this.ports.guard.run(
          this.target(candidate),
          async (signal) => call(await candidate.open(), signal),
          { ...guardOptions(options), ...walk.attemptsFor(candidate) },
        )
        account.succeeded(meter(result))
        return result
      } catch (error) {
        await account.failed(error)
        await walk.noteFailure(candidate, error)
      }
    }
    throw walk.failure()
  }

  /**
   * The pieces of the first candidate that begins to answer. What comes after the first piece is that candidate's
   * alone: an answer is never begun twice.
   *
   * @param meter what was consumed, if the piece tells.
   * @param options.count what was consumed where the end, which tells, does not come.
   */
  async *stream<Piece>(
    call: (model: Model, signal: AbortSignal) => AsyncIterable<Piece>,
    meter: (piece: Piece) => MeteredUsage | undefined,
    options: LineOptions & { readonly count?: () => Promise<MeteredUsage> },
  ): AsyncGenerator<Piece, void, undefined> {
    const walk = this.walk()
    for await (const candidate of walk.candidates()) {
      const toll = await this.toll(candidate, walk)
      if (!toll) continue
      const account = this.account(candidate, options)
      const count = once(options.count)
      let hasBegun = false
      try {
        for await (const piece of this.pieces(candidate, call, options, walk)) {
          hasBegun = true
          const metered = meter(piece)
          account.metered(metered)
          if (metered) await toll.metered(metered)
          yield piece
        }
        account.succeeded()
        toll.requireCovered()
        return
      } catch (error) {
        await account.failed(error, hasBegun ? count : undefined)
        await toll.failed(error, hasBegun)
        if (hasBegun) throw error
        await walk.noteFailure(candidate, error)
      } finally {
        await account.brokenOff(count)
        await toll.brokenOff(count)
      }
    }
    throw walk.failure()
  }

  /** Nothing when the candidate cannot be called because its quota is used up. */
  private async toll(
    candidate: ModelCandidate<Model>,
    walk: RouteWalk<Model>,
  ): Promise<CallToll | undefined> {
    try {
      return new CallToll(await candidate.charge?.())
    } catch (error) {
      await walk.noteFailure(candidate, error)
      return undefined
    }
  }

  private pieces<Piece>(
    candidate: ModelCandidate<Model>,
    call: (model: Model, signal: AbortSignal) => AsyncIterable<Piece>,
    options: LineOptions,
    walk: RouteWalk<Model>,
  ): AsyncIterable<Piece> {
    return this.ports.guard.stream(
      this.target(candidate),
      (signal) => opened(candidate, (model) => call(model, signal)),
      { ...guardOptions(options), ...walk.attemptsFor(candidate) },
    )
  }

  private walk(): RouteWalk<Model> {
    return new RouteWalk(this.route, this.ports.ledger, this.tenantId)
  }

  private account(candidate: ModelCandidate<Model>, options: LineOptions): CallAccount {
    return new CallAccount(this.ports, {
      tenantId: this.tenantId,
      model: candidate.key,
      credentialId: candidate.credentialId,
      circumstances: options.circumstances ?? {},
    })
  }

  private target({ key, credential }: ModelCandidate<Model>): GuardTarget {
    return { model: key, provider: key.provider, credential: `${this.tenantId} ${credential}` }
  }
}

function guardOptions({ signal, silenceMs }: LineOptions) {
  return silenceMs === undefined ? { signal } : { signal, silenceMs }
}

/** Counts once, whoever asks how often. */
function once(
  count: (() => Promise<MeteredUsage>) | undefined,
): (() => Promise<MeteredUsage>) | undefined {
  let counted: Promise<MeteredUsage> | undefined
  return count && (() => (counted ??= count()))
}

async function* opened<Model, Piece>(
  candidate: ModelCandidate<Model>,
  call: (model: Model) => AsyncIterable<Piece>,
): AsyncGenerator<Piece, void, undefined> {
  yield* call(await candidate.open())
}
