import type { RunState } from './run-state.js'

/** What every end of a run, or of a part of it, tells. */
export function runTotals({ usage, rootSteps, exceptionsCount }: RunState, at: Date) {
  return { usage, steps: rootSteps, exceptionsCount, at }
}
