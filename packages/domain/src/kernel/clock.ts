/** Tells the time. The domain never asks the machine itself, so that a test can hold the clock still. */
export interface Clock {
  now(): Date
}

/** Lets time pass. Rejects with the signal's reason once aborted. */
export type Pause = (
  milliseconds: number,
  options: { readonly signal: AbortSignal },
) => Promise<void>
