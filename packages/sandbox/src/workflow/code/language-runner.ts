import type { TenantId } from '@weft/domain/kernel'
import type { CodeRefusal, CodeRunOutcome } from '@weft/domain/workflow'

import type { NetworkAnswer } from './network/network-protocol.js'
import { presentOutcome } from './present-outcome.js'
import type { SandboxLimits } from './sandbox-limits.js'
import type { CellOutcome } from './worker-cell.js'
import type { PoolRefusal, WorkerPool } from './worker-pool.js'
import type { WorkerRequest } from './worker-protocol.js'

/** A checked run of one program. */
export type ProgramRun = {
  readonly tenantId: TenantId
  readonly request: WorkerRequest
  readonly signal: AbortSignal
  /** Whether the program may reach every host: for runners that cannot be told which. */
  readonly isNetworkOpen: boolean
  readonly fetch: (request: unknown) => Promise<NetworkAnswer>
}

/** Runs programs of some languages, one way or another. Rejects only with the signal's reason. */
export interface LanguageRunner {
  run(program: ProgramRun): Promise<CodeRunOutcome>
  warmUp(): Promise<void>
  close(): Promise<void>
}

/** Runs programs in the threads of a pool. */
export class LocalRunner implements LanguageRunner {
  constructor(
    private readonly pool: WorkerPool,
    private readonly limits: SandboxLimits,
  ) {}

  async run(program: ProgramRun): Promise<CodeRunOutcome> {
    return presentOutcome(await this.report(program), this.limits)
  }

  /** What the thread said, for those who want to know more than how it ended. */
  report({ tenantId, request, signal, fetch }: ProgramRun): Promise<CellOutcome | PoolRefusal> {
    return this.pool.run(tenantId, { request, signal, fetch })
  }

  warmUp(): Promise<void> {
    return this.pool.warmUp()
  }

  close(): Promise<void> {
    return this.pool.close()
  }
}

export function refused(reason: CodeRefusal, message: string): CodeRunOutcome {
  return { type: 'refused', reason, message }
}
