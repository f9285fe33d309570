/** Where a run ends although it could go on. */
export type RunLimits = {
  /** Nodes started, those inside containers included. */
  readonly maxSteps: number
  readonly maxTimeMs: number
  /** Nodes of one run that wait for something at the same time. */
  readonly maxConcurrency: number
  /** Time of a single attempt of a node; without it only the run's own limit counts. */
  readonly maxNodeTimeMs: number | undefined
}

export const DEFAULT_RUN_LIMITS: RunLimits = {
  maxSteps: 500,
  maxTimeMs: 1_200_000,
  maxConcurrency: 5,
  maxNodeTimeMs: undefined,
}

/** The defaults, with what the caller chose in their place. */
export function runLimits(chosen: Partial<RunLimits> = {}): RunLimits {
  return { ...DEFAULT_RUN_LIMITS, ...chosen }
}
