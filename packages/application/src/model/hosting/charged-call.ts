import type { Logger, TenantId } from '@weft/domain/kernel'
import {
  isReservable,
  ProviderQuotaExceeded,
  quotaCost,
  type ModelKey,
  type QuotaStanding,
} from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'

type Charge = {
  readonly tenantId: TenantId
  readonly model: ModelKey
  readonly standing: QuotaStanding
  /** What was set aside for it. */
  readonly reserved: number
}

/** A call under way that is charged to a quota, exactly once: whatever it is told after that changes nothing. */
export class ChargedCall {
  #isSettled = false
  #isShort = false

  constructor(
    private readonly ports: { readonly unitOfWork: UnitOfWork; readonly logger: Logger },
    private readonly charge: Charge,
  ) {}

  /** Whether it is known what became of the call. */
  get isSettled(): boolean {
    return this.#isSettled
  }

  /** The call was made: what was set aside is spent, or what it consumed is charged. Never rejects. */
  async commit(totalTokens: number): Promise<void> {
    if (this.#isSettled) return
    this.#isSettled = true
    const { standing, model } = this.charge
    const cost = quotaCost(standing, model, totalTokens)
    if (cost > 0 && !isReservable(standing)) await this.written(() => this.take(cost))
  }

  /** The call came to nothing: what was set aside goes back. Never rejects. */
  async release(): Promise<void> {
    if (this.#isSettled) return
    this.#isSettled = true
    const { tenantId, reserved } = this.charge
    if (reserved > 0)
      await this.written(() =>
        this.ports.unitOfWork.run(tenantId, ({ hostedQuotas }) =>
          hostedQuotas.giveBack(this.quota(), reserved),
        ),
      )
  }

  /** @throws ProviderQuotaExceeded when a free quota had less left than the call came to. */
  requireCovered(): void {
    if (this.#isShort) throw new ProviderQuotaExceeded(this.charge.model)
  }

  /** A free quota gives no more than it has; others are overdrawn once, since the call has been made. */
  private async take(cost: number): Promise<void> {
    const { tenantId, standing } = this.charge
    const mode = standing.quota.type === 'free' ? 'remainder' : 'anyway'
    const taken = await this.ports.unitOfWork.run(tenantId, ({ hostedQuotas }) =>
      hostedQuotas.take(this.quota(), cost, standing.limit, mode),
    )
    this.#isShort = taken < cost
  }

  private quota() {
    const { model, standing } = this.charge
    return { provider: model.provider, type: standing.quota.type }
  }

  /** The answer is there: a database that is not must not take it away. */
  private async written(write: () => Promise<void>): Promise<void> {
    try {
      await write()
    } catch (error) {
      this.ports.logger.error('quota not charged', { ...this.quota(), error })
    }
  }
}
