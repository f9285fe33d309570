import { ModelCallFailed } from '@weft/domain/model'
import type { MeteredUsage } from '../accounting/call-account.js'
import type { ChargedCall } from './charged-call.js'

/** Brings a call's charge, if it has one, to its end as the call comes to its own. */
export class CallToll {
  constructor(private readonly call: ChargedCall | undefined) {}

  /** The answer is complete once it tells what it consumed. */
  async metered({ usage }: MeteredUsage): Promise<void> {
    await this.call?.commit(usage.totalTokens)
  }

  /** What the provider failed at, or what was never begun, is not charged. */
  async failed(error: unknown, hasBegun: boolean): Promise<void> {
    if (!hasBegun || error instanceof ModelCallFailed) await this.call?.release()
  }

  /** Nobody waited for the rest, but it was answered. */
  async brokenOff(count: (() => Promise<MeteredUsage>) | undefined): Promise<void> {
    if (this.call?.isSettled !== false) return
    const counted = await count?.()
    await this.call.commit(counted?.usage.totalTokens ?? 0)
  }

  /** @throws ProviderQuotaExceeded when there was less left than the call came to. */
  requireCovered(): void {
    this.call?.requireCovered()
  }
}
