import type { TenantId } from '@weft/domain/kernel'
import {
  callsForAnotherModel,
  cooldownMs,
  ModelCallFailed,
  ModelCallHeldBack,
  modelKeyText,
  rotation,
  type RotationLedger,
} from '@weft/domain/model'
import type { ModelCandidate, ModelGroup, ModelRoute } from './model-route.js'

/** One call's way along a route: which candidate is next, given how the ones before failed. */
export class RouteWalk<Model> {
  #failure: ModelCallFailed | undefined
  #leavesGroup = false
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
        if (isBalanced(group) && (await this.isResting(candidate))) continue
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
    if (!(error instanceof ModelCallFailed)) throw error
    if (!callsForAnotherModel(error.kind)) throw error
    this.#failure = error
    if (error instanceof ModelCallHeldBack) return
    const restMs = this.isBalanced(candidate) ? cooldownMs(error.kind) : 0
    if (restMs > 0) await this.ledger.cool(this.restKey(candidate), restMs)
    else this.#leavesGroup = true
  }

  /** What to tell the caller once no candidate is left. */
  failure(): ModelCallFailed {
    if (this.#failure) return this.#failure
    return new ModelCallHeldBack(this.route[0].key, 'resting', this.#shortestRestMs)
  }

  /** Changed by `noteFailure` while the candidate was out. */
  private leavesGroup(): boolean {
    return this.#leavesGroup
  }

  private async inTurn(group: ModelGroup<Model>): Promise<readonly ModelCandidate<Model>[]> {
    if (!isBalanced(group)) return group.candidates
    const call = await this.ledger.nextCall(`${this.tenantId} ${modelKeyText(group.key)}`)
    return rotation(group.candidates, call)
  }

  private async isResting(candidate: ModelCandidate<Model>): Promise<boolean> {
    const restMs = await this.ledger.restingMs(this.restKey(candidate))
    if (restMs > 0) this.#shortestRestMs = Math.min(this.#shortestRestMs, restMs)
    return restMs > 0
  }

  private isBalanced(candidate: ModelCandidate<Model>): boolean {
    return this.route.some(
      (group) => isBalanced(group) && group.candidates.some((one) => one === candidate),
    )
  }

  private restKey({ key, credential }: ModelCandidate<Model>): string {
    return `${this.tenantId} ${modelKeyText(key)} ${credential}`
  }
}

function isBalanced({ candidates }: ModelGroup<unknown>): boolean {
  return candidates.length > 1
}
