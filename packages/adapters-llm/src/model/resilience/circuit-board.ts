import type { Clock } from '@weft/domain/kernel'
import {
  admitCall,
  CLOSED_CIRCUIT,
  ModelCallFailed,
  ModelCallHeldBack,
  settleCall,
  type Circuit,
  type CircuitRule,
  type GuardTarget,
  type Probing,
} from '@weft/domain/model'
import { LRUCache } from 'lru-cache'
import type { Settled } from './attempt.js'

const MAX_CREDENTIALS = 10_000

/** One circuit per credential. */
export class CircuitBoard {
  readonly #circuits = new LRUCache<string, Circuit>({ max: MAX_CREDENTIALS })

  constructor(
    private readonly rule: CircuitRule,
    private readonly clock: Clock,
  ) {}

  statusOf(credential: string): Circuit['status'] {
    return this.circuitOf(credential).status
  }

  /** Lets a call through, which must be settled then. @throws ModelCallHeldBack when the credential is left alone. */
  admit({ credential, model }: GuardTarget): Probing {
    const admission = admitCall(this.circuitOf(credential), this.now(), this.rule)
    this.#circuits.set(credential, admission.circuit)
    if (!admission.admitted)
      throw new ModelCallHeldBack(model, 'circuit-open', admission.retryAfterMs)
    return admission.probing
  }

  settle({ credential }: GuardTarget, outcome: Settled, probing: Probing): void {
    const settlement = { outcome, probing }
    const circuit = settleCall(this.circuitOf(credential), settlement, this.now(), this.rule)
    this.#circuits.set(credential, circuit)
  }

  private circuitOf(credential: string): Circuit {
    return this.#circuits.get(credential) ?? CLOSED_CIRCUIT
  }

  private now(): number {
    return this.clock.now().getTime()
  }
}

/** What an error says about the other side. Whoever refuses a wrong request is well. */
export function settledBy(error: unknown): Settled {
  if (!(error instanceof ModelCallFailed)) return 'undecided'
  switch (error.kind) {
    case 'connection':
    case 'server-unavailable':
      return 'failed'
    case 'bad-request':
      return 'succeeded'
    case 'authorization':
    case 'rate-limit':
    case 'other':
      return 'undecided'
  }
}
