import type { TenantId } from '@weft/domain/kernel'
import {
  callsForAnotherModel,
  cooldownMs,
  ModelCallFailed,
  ModelCallHeldBack,
  ProviderQuotaExceeded,
  rotation,
  type Resting,
  type RotationLedger,
} from '@weft/domain/model'
import type { ModelCandidate, ModelGroup, ModelRoute } from './model-route.js'

/** One call's way along a route: which candidate is next, given how the ones before failed. */
export class RouteWalk<Model> {
  #failure: ModelCallFailed | ProviderQuotaExceeded | undefined
  #leavesGroup = false
  #resting: Resting = new Map()
  #shortestRestMs = Number.POSITIVE_INFINITY

  constructor(
    private readonly route: ModelRoute<Model>,
    private readonly ledger: RotationLedger,
    private readonly tenantId: TenantId,
  ) {}

  /** Candidates to try. Ask for the next one only after `noteFailure` of the one before. */
  async *candidates(): AsyncGenerator<ModelCandidate<Model>, void, undefined> {
    for (const group of this.route) {
      this.#leavesGroup = false
      for (const candidate of await this.inTurn(group)) {
        if (this.isResting(candidate)) continue
        yield candidate
        if (this.leavesGroup()) break
      }
    }
  }

  /** How often one candidate is worth trying: where another credential is at hand, once. */
  attemptsFor(candidate: ModelCandidate<Model>): { readonly maxAttempts?: number } {
    return this.isBalanced(candidate) ? { maxAttempts: 1 } : {}
  }

  /** Takes note of a failed call. @throws the error itself when no other candidate could do better. */
  async noteFailure(candidate: ModelCandidate<Model>, error: unknown): Promise<void> {
    if (error instanceof ProviderQuotaExceeded) {
      this.#failure = error
      this.#leavesGroup = true
      return
    }
    if (!(error instanceof ModelCallFailed)) throw error
    if (!callsForAnotherModel(error.kind)) throw error
    this.#failure = error
    if (error instanceof ModelCallHeldBack) return
    const restMs = this.isBalanced(candidate) ? cooldownMs(error.kind) : 0
    if (restMs > 0) await this.letRest(candidate, restMs)
    else this.#leavesGroup = true
  }

  /** What to tell the caller once no candidate is left. */
  failure(): ModelCallFailed | ProviderQuotaExceeded {
    if (this.#failure) return this.#failure
    return new ModelCallHeldBack(this.route[0].key, 'resting', this.#shortestRestMs)
  }

  /** Changed by `noteFailure` while the candidate was out. */
  private leavesGroup(): boolean {
    return this.#leavesGroup
  }

  private async inTurn(group: ModelGroup<Model>): Promise<readonly ModelCandidate<Model>[]> {
    this.#resting = new Map()
    if (!isBalanced(group)) return group.candidates
    const { call, resting } = await this.ledger.takeTurn(this.tenantId, group.key)
    this.#resting = resting
    return rotation(group.candidates, call)
  }

  private isResting({ credential }: ModelCandidate<Model>): boolean {
    const restMs = this.#resting.get(credential)
    if (restMs === undefined) return false
    this.#shortestRestMs = Math.min(this.#shortestRestMs, restMs)
    return true
  }

  /** The failed call may have taken a while, in which others saw other credentials fail. */
  private async letRest({ key, credential }: ModelCandidate<Model>, restMs: number): Promise<void> {
    await this.ledger.cool(this.tenantId, key, credential, restMs)
    this.#resting = await this.ledger.resting(this.tenantId, key)
  }

  private isBalanced(candidate: ModelCandidate<Model>): boolean {
    return this.route.some(
      (group) => isBalanced(group) && group.candidates.some((one) => one === candidate),
    )
  }
}

function isBalanced({ candidates }: ModelGroup<unknown>): boolean {
  return candidates.length > 1
}
