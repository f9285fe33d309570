import type { Environment } from '../config/environment.js'

/** The process a command runs in, as far as commands touch it. */
export type CommandHost = {
  readonly workingDir: string
  readonly environment: Environment
  readonly stdout: Output
  readonly stderr: Output
  /** Reads a secret from standard input, without showing it; absent where nobody can be asked. */
  readonly readSecret?: (what: string) => Promise<string>
  /** Calls back when the process is asked to end; returns how to stop listening. */
  onInterrupt(listener: () => void): () => void
}

export type Output = {
  write(text: string): unknown
  readonly isTTY?: boolean
}
