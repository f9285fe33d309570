/** What processes that balance load agree on. Keys name a workspace's model or credential and are opaque. */
export interface RotationLedger {
  /** The number of this call among those for the key, from 1; starts over after 10,000,000 and after an hour of silence. */
  nextCall(key: string): Promise<number>
  /** Lets a credential rest. */
  cool(key: string, durationMs: number): Promise<void>
  /** Milliseconds it goes on resting; 0 when it does not. */
  restingMs(key: string): Promise<number>
}
