import {
  TokenUsage,
  type AppId,
  type Clock,
  type IdGenerator,
  type TenantId,
} from '@weft/domain/kernel'
import {
  ModelCallFailed,
  ModelCallId,
  type ModelCallOutcome,
  type ModelCallRecorder,
  type ModelCredentialId,
  type ModelKey,
} from '@weft/domain/model'

/** Who asked, as far as it is known. */
export type CallCircumstances = {
  readonly appId?: AppId | undefined
  readonly user?: string | undefined
  readonly nodeId?: string | undefined
}

export type MeteredUsage = { readonly usage: TokenUsage; readonly isCounted: boolean }

type CountUsage = () => Promise<MeteredUsage>

type Call = {
  readonly tenantId: TenantId
  readonly model: ModelKey
  readonly credentialId: ModelCredentialId | undefined
  readonly circumstances: CallCircumstances
}

/** Accounts for one call, exactly once: whatever it is told after that changes nothing. */
export class CallAccount {
  readonly #startedAt: Date
  #metered: MeteredUsage | undefined
  #isClosed = false

  constructor(
    private readonly ports: {
      readonly recorder: ModelCallRecorder
      readonly clock: Clock
      readonly ids: IdGenerator
    },
    private readonly call: Call,
  ) {
    this.#startedAt = ports.clock.now()
  }

  /** Takes note of what the call consumed so far. */
  metered(usage: MeteredUsage | undefined): void {
    this.#metered = usage ?? this.#metered
  }

  succeeded(usage?: MeteredUsage): void {
    this.close({ type: 'succeeded' }, usage ?? this.#metered)
  }

  /**
   * A call that ended for another reason than the provider's is no failure of it.
   *
   * @param count what was consumed until then; absent when nothing came.
   */
  async failed(error: unknown, count?: CountUsage): Promise<void> {
    if (this.#isClosed || !(error instanceof ModelCallFailed)) return
    this.close({ type: 'failed', kind: error.kind }, this.#metered ?? (await count?.()))
  }

  /** Nobody waited for the rest; the provider counted all the same. */
  async brokenOff(count?: CountUsage): Promise<void> {
    if (this.#isClosed) return
    // What came with the end was the end, even if nobody asked for more.
    if (this.#metered) this.succeeded()
    else this.close({ type: 'broken-off' }, await count?.())
  }

  private close(outcome: ModelCallOutcome, metered: MeteredUsage | undefined): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const { recorder, clock, ids } = this.ports
    const { circumstances, ...call } = this.call
    const latency = Math.max(0, clock.now().getTime() - this.#startedAt.getTime()) / 1000
    recorder.record({
      id: ModelCallId.parse(ids.next()),
      at: this.#startedAt,
      ...call,
      appId: circumstances.appId,
      user: circumstances.user,
      nodeId: circumstances.nodeId,
      usage: metered?.usage ?? TokenUsage.of({ latency }),
      isUsageCounted: metered?.isCounted ?? false,
      outcome,
    })
  }
}
