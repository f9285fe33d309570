import type { CodeRunOutcome } from '@weft/domain/workflow'

import type { SandboxLimits } from './sandbox-limits.js'
import type { CellOutcome } from './worker-cell.js'
import type { PoolRefusal } from './worker-pool.js'

/** The outcome as the port describes it. */
export function presentOutcome(
  outcome: CellOutcome | PoolRefusal,
  limits: SandboxLimits,
): CodeRunOutcome {
  if ('refusal' in outcome) return { type: 'refused', reason: 'busy', message: outcome.refusal }
  const { report, elapsedMs } = outcome
  switch (report.type) {
    case 'returned': {
      const { output, floats, stdout, stderr } = report
      return { type: 'completed', output, floats, elapsedMs, stdout, stderr }
    }
    case 'raised': {
      const { error, stdout, stderr } = report
      return { type: 'failed', error, stdout, stderr }
    }
    case 'timed-out':
      return { type: 'timed-out', limitMs: limits.timeoutMs }
    case 'out-of-memory':
      return { type: 'out-of-memory', limitBytes: limits.maxMemoryBytes }
    case 'output-too-large':
      return { type: 'output-too-large', limitBytes: limits.maxOutputBytes }
    case 'crashed':
      return { type: 'crashed', message: report.message }
  }
}
