import type { JsonValue } from '@weft/domain/kernel'
import type { ImportObservation } from '../observation/import-observation.js'
import type { RunObservation } from '../observation/run-observation.js'
import { findDifferences, type Difference } from './find-differences.js'

/** An expectation that was not met. */
export type Mismatch = {
  /** The field of the case: `outputs`, `event_assertions[2]`. */
  readonly expectation: string
  /** In a sentence. */
  readonly problem: string
  /** Where what was expected differs from what was. */
  readonly differences: readonly Difference[]
}

/** Holds one expectation against what was observed; none when it is met. */
type Check<Observation> = (observed: Observation) => readonly Mismatch[]
export type RunCheck = Check<RunObservation>
export type ImportCheck = Check<ImportObservation>

export const MET: readonly Mismatch[] = []

export function unmet(
  expectation: string,
  problem: string,
  differences: readonly Difference[] = [],
): readonly Mismatch[] {
  return [{ expectation, problem, differences }]
}

/** Met when both are the same: neither 1 and true nor 1 and "1" are. */
export function expectSame(
  expectation: string,
  expected: JsonValue,
  actual: JsonValue | undefined,
): readonly Mismatch[] {
  if (actual === undefined) return unmet(expectation, 'is not there', [{ path: '', expected }])
  const differences = findDifferences(expected, actual)
  return differences.length === 0 ? MET : unmet(expectation, 'differs', differences)
}

/** A text or list as people read it in a sentence. */
export function quote(value: JsonValue | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
