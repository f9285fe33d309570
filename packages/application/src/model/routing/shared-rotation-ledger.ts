import type { Clock, Logger, TenantId } from '@weft/domain/kernel'
import type { ModelKey, Resting, RotationLedger, Turn } from '@weft/domain/model'

export type SharedRotationLedgerPorts = {
  /** What all processes share, and what may fail. */
  readonly shared: RotationLedger
  /** What this process has for itself. */
  readonly own: RotationLedger
  readonly clock: Clock
  readonly logger: Logger
}

export type SharedRotationLedgerOptions = {
  /** Longest wait for the shared ledger; default one second. */
  readonly patienceMs?: number
  /** How long the shared ledger is left alone after it failed; default five seconds. */
  readonly pauseMs?: number
}

const DEFAULTS = { patienceMs: 1_000, pauseMs: 5_000 }

/**
 * A ledger that all processes share as long as it answers. While it does not, each process takes turns on its own, so
 * that no call fails, nor waits for long, for want of a turn.
 */
export class SharedRotationLedger implements RotationLedger {
  readonly #options: Required<SharedRotationLedgerOptions>
  #leftAloneUntil = 0

  constructor(
    private readonly ports: SharedRotationLedgerPorts,
    options: SharedRotationLedgerOptions = {},
  ) {
    this.#options = { ...DEFAULTS, ...options }
  }

  takeTurn(tenantId: TenantId, model: ModelKey): Promise<Turn> {
    return this.ask((ledger) => ledger.takeTurn(tenantId, model))
  }

  /** Is noted here too: whoever rests does so although the shared ledger fails meanwhile. */
  async cool(
    tenantId: TenantId,
    model: ModelKey,
    credential: string,
    durationMs: number,
  ): Promise<void> {
    const { own } = this.ports
    await own.cool(tenantId, model, credential, durationMs)
    await this.ask(async (ledger) => {
      if (ledger !== own) await ledger.cool(tenantId, model, credential, durationMs)
    })
  }

  resting(tenantId: TenantId, model: ModelKey): Promise<Resting> {
    return this.ask((ledger) => ledger.resting(tenantId, model))
  }

  private async ask<Answer>(
    question: (ledger: RotationLedger) => Promise<Answer>,
  ): Promise<Answer> {
    const { shared, own, logger } = this.ports
    if (this.now() < this.#leftAloneUntil) return question(own)
    try {
      return await this.inTime(question(shared))
    } catch (error) {
      this.#leftAloneUntil = this.now() + this.#options.pauseMs
      logger.warn('load is balanced by each process on its own', { error })
      return question(own)
    }
  }

  private async inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const { patienceMs } = this.#options
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`No answer within ${patienceMs} milliseconds.`))
      }, patienceMs)
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(timer)
    }
  }

  private now(): number {
    return this.ports.clock.now().getTime()
  }
}
