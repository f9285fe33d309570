import type { JsonValue } from '@weft/domain/kernel'
import type { CodeError, CodePolicy, CodeViolation } from '@weft/domain/workflow'
import type { NetworkAnswer } from './network/network-protocol.js'
import type { SandboxLimits } from './sandbox-limits.js'

/** What every worker is started with. */
export type WorkerStart = {
  readonly limits: SandboxLimits
  /** The interpreter, compiled once for all workers; absent where the program is its own. */
  readonly interpreter: WebAssembly.Module | undefined
  /** One Int32: a blocked worker waits on it, and is woken when something has been posted. */
  readonly wake: SharedArrayBuffer
  /** Whether the thread lets all others go first. */
  readonly yields: boolean
}

export type WorkerRequest = {
  readonly task: 'run' | 'analyse'
  readonly language: string
  readonly code: string
  /** The inputs as JSON text. */
  readonly inputs: string
  /** What the code is read against before it runs; absent when it is not read. */
  readonly policy: CodePolicy | undefined
  /** Whether the host decides what the program may fetch; else nothing. */
  readonly asksHost: boolean
  /** The compiled program, for languages that are compiled. */
  readonly program?: WebAssembly.Module
}

/** What a worker is told: its request, and the answers to what it asked meanwhile. */
export type HostMessage =
  | { readonly type: 'request'; readonly request: WorkerRequest }
  | { readonly type: 'fetched'; readonly id: number; readonly answer: NetworkAnswer }

/** `ready` is sent once before each request; then come any number of `fetch`, then one report. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'fetch'; readonly id: number; readonly request: unknown }
  | WorkerReport

export type WorkerReport =
  | ({
      readonly type: 'returned'
      readonly output: JsonValue
      readonly floats: readonly string[]
      readonly memoryBytes: number
    } & ConsoleText &
      Findings)
  | ({ readonly type: 'raised'; readonly error: CodeError } & ConsoleText & Findings)
  | { readonly type: 'analysed'; readonly violations: readonly CodeViolation[] }
  | { readonly type: 'blocked'; readonly violations: readonly CodeViolation[] }
  | { readonly type: 'out-of-memory' }
  | { readonly type: 'output-too-large' }
  | { readonly type: 'crashed'; readonly message: string }

export type ConsoleText = { readonly stdout: string; readonly stderr: string }

/** What reading the code found; absent when it was not read. */
type Findings = { readonly violations?: readonly CodeViolation[] }
