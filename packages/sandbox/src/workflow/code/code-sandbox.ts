import { availableParallelism } from 'node:os'

import type {
  CodeLanguage,
  CodeRunner,
  CodeRunOutcome,
  CodeRunRequest,
} from '@weft/domain/workflow'

import { JAVASCRIPT_CELL } from './javascript/javascript-cell.js'
import { PYTHON_CELL } from './python/python-cell.js'
import { checkRequest } from './check-request.js'
import { DEFAULT_LIMITS, parseLimits, requireWithin, type SandboxLimits } from './sandbox-limits.js'
import { presentOutcome } from './present-outcome.js'
import type { CellKind } from './worker-cell.js'
import { WorkerPool } from './worker-pool.js'

/** Languages this sandbox can run; others are refused as unsupported. */
export const SANDBOX_LANGUAGES = [
  'python3',
  'javascript',
] as const satisfies readonly CodeLanguage[]
export type SandboxLanguage = (typeof SANDBOX_LANGUAGES)[number]

export type CodeSandboxOptions = Partial<SandboxLimits> & {
  /** Languages to offer. Default: all it can run. */
  readonly languages?: readonly SandboxLanguage[]
  /** Python runs at the same time. Default: one for each processor, between 2 and 4. */
  readonly pythonWorkers?: number
  /** JavaScript runs at the same time. Default: one for each processor, between 2 and 4. */
  readonly javascriptWorkers?: number
  /** Runs of a language that may wait. Default 256. */
  readonly maxQueued?: number
  /** Of these, how many one workspace may hold. Default 64. */
  readonly maxQueuedPerTenant?: number
}

/** A `CodeRunner` with threads of its own. They are started with the first run of a language. */
export interface CodeSandbox extends CodeRunner {
  /** Starts the interpreters now, so that the first run does not wait for them. Resolves when they are ready. */
  warmUp(languages?: readonly SandboxLanguage[]): Promise<void>
  /** Ends every thread. Runs in progress are answered as crashed, waiting and later ones are refused. */
  close(): Promise<void>
}

/**
 * Makes a sandbox for untrusted Python and JavaScript.
 *
 * Idle threads do not keep the process alive; a run in progress does.
 *
 * @throws RangeError when a limit or a number of workers makes no sense.
 * @example
 * const sandbox = createCodeSandbox()
 * const outcome = await sandbox.run(
 *   { tenantId, language: 'python3', code: 'def main(a):\n  return {"b": a + 1}', inputs: { a: 1 } },
 *   { signal: AbortSignal.timeout(60_000) },
 * )
 */
export function createCodeSandbox(options: CodeSandboxOptions = {}): CodeSandbox {
  return new WorkerCodeSandbox(options)
}

class WorkerCodeSandbox implements CodeSandbox {
  private readonly limits: SandboxLimits
  private readonly pools: ReadonlyMap<string, WorkerPool>

  constructor(options: CodeSandboxOptions) {
    this.limits = parseLimits({
      timeoutMs: options.timeoutMs ?? DEFAULT_LIMITS.timeoutMs,
      maxMemoryBytes: options.maxMemoryBytes ?? DEFAULT_LIMITS.maxMemoryBytes,
      maxOutputBytes: options.maxOutputBytes ?? DEFAULT_LIMITS.maxOutputBytes,
      maxConsoleCharacters: options.maxConsoleCharacters ?? DEFAULT_LIMITS.maxConsoleCharacters,
    })
    const languages = options.languages ?? SANDBOX_LANGUAGES
    this.pools = new Map(
      languages.map((language) => [language, createPool(language, this.limits, options)]),
    )
  }

  async run(
    request: CodeRunRequest,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<CodeRunOutcome> {
    signal.throwIfAborted()
    const checked = checkRequest(request)
    if (checked.type === 'invalid') return refused('invalid', checked.message)
    const pool = this.pools.get(checked.language)
    if (pool === undefined) return this.unsupported(checked.language)
    const outcome = await pool.run(checked.tenant, checked.request, signal)
    return presentOutcome(outcome, this.limits)
  }

  async warmUp(languages?: readonly SandboxLanguage[]): Promise<void> {
    const wanted = languages ?? [...this.pools.keys()]
    await Promise.all(wanted.map(async (language) => this.pools.get(language)?.warmUp()))
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.close()))
  }

  private unsupported(language: string): CodeRunOutcome {
    const offered = [...this.pools.keys()].join(', ')
    const named = language.slice(0, 40)
    return refused('unsupported-language', `Code in ${named} cannot be run here, only ${offered}.`)
  }
}

const CELLS: Readonly<Record<SandboxLanguage, CellKind>> = {
  python3: PYTHON_CELL,
  javascript: JAVASCRIPT_CELL,
}

function createPool(
  language: SandboxLanguage,
  limits: SandboxLimits,
  options: CodeSandboxOptions,
): WorkerPool {
  const option = language === 'python3' ? 'pythonWorkers' : 'javascriptWorkers'
  const workers = options[option] ?? Math.max(2, Math.min(4, availableParallelism()))
  const maxQueued = options.maxQueued ?? 256
  const maxQueuedPerTenant = options.maxQueuedPerTenant ?? 64
  requireWithin(option, workers, 1, 256)
  requireWithin('maxQueued', maxQueued, 1, 1_000_000)
  requireWithin('maxQueuedPerTenant', maxQueuedPerTenant, 1, 1_000_000)
  return new WorkerPool(CELLS[language], workers, limits, { maxQueued, maxQueuedPerTenant })
}

function refused(reason: 'unsupported-language' | 'invalid', message: string): CodeRunOutcome {
  return { type: 'refused', reason, message }
}
