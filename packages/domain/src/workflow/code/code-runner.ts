import type { AppId, JsonObject, JsonValue, TenantId } from '../../kernel/index.js'
import type { CodeViolation } from './code-analysis.js'

/** Languages a code node can be written in. */
export const CODE_LANGUAGES = ['python3', 'javascript', 'typescript', 'go'] as const
export type CodeLanguage = (typeof CODE_LANGUAGES)[number]

export type CodeRunRequest = {
  /** Whose code it is: for fairness between workspaces. */
  readonly tenantId: TenantId
  readonly language: CodeLanguage
  /** Defines `main`. Python calls `main(**inputs)`, JavaScript `main(inputs)`. */
  readonly code: string
  readonly inputs: JsonObject
}

/** An exception of the user's code. */
export type CodeError = {
  /** Name of its class: `ZeroDivisionError`, `TypeError`. */
  readonly type: string
  readonly message: string
  /** Line of the user's code, from 1; absent when it did not come from there. */
  readonly line: number | undefined
}

export type CodeConsole = {
  /** What the code printed, cut at the limit. */
  readonly stdout: string
  readonly stderr: string
  /** What reading the code found; absent when nobody asked. */
  readonly violations?: readonly CodeViolation[]
}

export type CodeRunOutcome =
  | ({
      readonly type: 'completed'
      /** What `main` returned. */
      readonly output: JsonValue
      /** Keys of the returned map whose numbers are floats although JSON cannot tell: `1.0`. */
      readonly floats: readonly string[]
      readonly elapsedMs: number
      /** The most memory the interpreter held, itself included; absent where nobody can tell. */
      readonly memoryBytes?: number
    } & CodeConsole)
  | ({ readonly type: 'failed'; readonly error: CodeError } & CodeConsole)
  | { readonly type: 'timed-out'; readonly limitMs: number }
  | { readonly type: 'out-of-memory'; readonly limitBytes: number }
  | { readonly type: 'output-too-large'; readonly limitBytes: number }
  /** The interpreter itself died. */
  | { readonly type: 'crashed'; readonly message: string }
  /** The code was not run at all. */
  | {
      readonly type: 'refused'
      readonly reason: CodeRefusal
      readonly message: string
      readonly violations?: readonly CodeViolation[]
    }

/**
 * `busy`: try again later. `blocked`: the policy of the workspace forbids it. `unavailable`: what would run it does not
 * answer.
 */
export type CodeRefusal = 'busy' | 'unsupported-language' | 'invalid' | 'blocked' | 'unavailable'

/** On whose behalf code runs, for the record of what it does. */
export type CodeCaller = {
  readonly appId?: AppId
  readonly runId?: string
  readonly nodeId?: string
}

export type CodeRunOptions = {
  readonly signal: AbortSignal
  readonly caller?: CodeCaller
  /** Whether the code is also read before it runs, and what was found reported; default false. */
  readonly analyse?: boolean
}

/**
 * Runs untrusted code: no host file system, no environment, no process, nothing shared between two runs, and no
 * network unless the workspace was granted it. Whatever the code does is data in the outcome; the call rejects only with the signal's reason once aborted.
 */
export interface CodeRunner {
  run(request: CodeRunRequest, options: CodeRunOptions): Promise<CodeRunOutcome>
}
