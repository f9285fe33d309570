import type { JsonValue } from '@weft/domain/kernel'
import type { CodeError } from '@weft/domain/workflow'
import type { SandboxLimits } from './sandbox-limits.js'

/** What every worker is started with. */
export type WorkerStart = {
  readonly limits: SandboxLimits
  /** The interpreter, compiled once for all workers. */
  readonly interpreter: WebAssembly.Module
  /** One Int32: a blocked worker waits on it, and is woken when a request has been posted. */
  readonly wake: SharedArrayBuffer
}

export type WorkerRequest = {
  readonly code: string
  /** The inputs as JSON text. */
  readonly inputs: string
}

/** `ready` is sent once before each request, then one of the others answers it. */
export type WorkerMessage = { readonly type: 'ready' } | WorkerReport

export type WorkerReport =
  | ({
      readonly type: 'returned'
      readonly output: JsonValue
      readonly floats: readonly string[]
    } & ConsoleText)
  | ({ readonly type: 'raised'; readonly error: CodeError } & ConsoleText)
  | { readonly type: 'out-of-memory' }
  | { readonly type: 'output-too-large' }
  | { readonly type: 'crashed'; readonly message: string }

export type ConsoleText = { readonly stdout: string; readonly stderr: string }
