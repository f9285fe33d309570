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

/** Trying itself did not work: the message says why, and where it is somebody's mistake in a program, the place as well. */
export function brokenTrial(error: unknown): readonly Mismatch[] {
  return [{ expectation: 'case', problem: describe(error), differences: [] }]
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isMistake = error instanceof TypeError || error instanceof RangeError
  return isMistake ? (error.stack ?? error.message) : error.message
}
