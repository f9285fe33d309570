import { WeftError } from '@weft/domain/kernel'
import type { Mismatch } from './expectation/check.js'
import type { TrialCase } from './trial-case.js'

/** What came of a case. */
export type TrialResult = {
  readonly trial: TrialCase
  readonly mismatches: readonly Mismatch[]
  readonly elapsedMs: number
}

export function isPassed({ mismatches }: TrialResult): boolean {
  return mismatches.length === 0
}

/** Trying itself did not work: the message says why. */
export function brokenTrial(error: unknown): readonly Mismatch[] {
  const isExpected = error instanceof WeftError || !(error instanceof Error)
  const problem = isExpected ? messageOf(error) : (error.stack ?? error.message)
  return [{ expectation: 'case', problem, differences: [] }]
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
