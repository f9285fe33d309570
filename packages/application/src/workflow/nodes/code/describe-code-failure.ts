import { assertNever } from '@weft/domain/kernel'
import type { CodeRunOutcome } from '@weft/domain/workflow'

/** Why code did not complete, as a sentence for its author. */
export function describeCodeFailure(
  outcome: Exclude<CodeRunOutcome, { type: 'completed' }>,
): string {
  switch (outcome.type) {
    case 'failed':
      return describeException(outcome)
    case 'timed-out':
      return `The code did not end within ${outcome.limitMs / 1000} s.`
    case 'out-of-memory':
      return `The code used more than ${toMebibytes(outcome.limitBytes)} MiB of memory.`
    case 'output-too-large':
      return `The code returned or printed more than ${toMebibytes(outcome.limitBytes)} MiB.`
    case 'crashed':
      return `The interpreter ended unexpectedly: ${outcome.message}`
    case 'refused':
      return outcome.reason === 'busy'
        ? `Code execution service is unavailable: ${outcome.message}`
        : outcome.message
    default:
      return assertNever(outcome)
  }
}

function describeException({ error }: Extract<CodeRunOutcome, { type: 'failed' }>): string {
  const place = error.line === undefined ? '' : ` (line ${error.line})`
  const message = error.message === '' ? '' : `: ${error.message}`
  return `${error.type}${message}${place}`
}

function toMebibytes(bytes: number): number {
  return Math.round((bytes / 1024 / 1024) * 100) / 100
}
