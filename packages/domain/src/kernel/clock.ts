/** Tells the time. The domain never asks the machine itself, so that a test can hold the clock still. */
export interface Clock {
  now(): Date
}
