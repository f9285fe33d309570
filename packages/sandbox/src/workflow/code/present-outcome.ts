import type { CodeRunOutcome } from '@weft/domain/workflow'

import type { SandboxLimits } from './sandbox-limits.js'
import type { CellOutcome, CellReport } from './worker-cell.js'
import type { PoolRefusal } from './worker-pool.js'

/** The outcome as the port describes it. */
export function presentOutcome(
  outcome: CellOutcome | PoolRefusal,
  limits: SandboxLimits,
): CodeRunOutcome {
  if ('refusal' in outcome) return { type: 'refused', reason: 'busy', message: outcome.refusal }
  const { report, elapsedMs } = outcome
  if (report.type === 'returned') return { ...report, type: 'completed', elapsedMs }
  return presentFailure(report, limits)
}

/** A report of anything but success. */
export function presentFailure(
  report: Exclude<CellReport, { type: 'returned' }>,
  limits: SandboxLimits,
): CodeRunOutcome {
  switch (report.type) {
    case 'raised':
      return { ...report, type: 'failed' }
    case 'blocked': {
      const { violations } = report
      const message = `The policy of the workspace forbids this code: ${describe(violations)}`
      return { type: 'refused', reason: 'blocked', message, violations }
    }
    case 'timed-out':
      return { type: 'timed-out', limitMs: limits.timeoutMs }
    case 'out-of-memory':
      return { type: 'out-of-memory', limitBytes: limits.maxMemoryBytes }
    case 'output-too-large':
      return { type: 'output-too-large', limitBytes: limits.maxOutputBytes }
    case 'crashed':
      return { type: 'crashed', message: report.message }
    case 'analysed':
      return { type: 'crashed', message: 'The code was read and not run.' }
  }
}

/** The gravest first, which is why it was not run. */
function describe(violations: readonly { severity: number; line: number; message: string }[]) {
  const [gravest] = violations.toSorted((a, b) => b.severity - a.severity)
  return gravest === undefined ? '' : `${gravest.message} (line ${gravest.line})`
}
