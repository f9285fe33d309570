import type {
  CodeAnalysis,
  CodeCaller,
  CodeLanguage,
  CodePolicy,
  CodeRunner,
  CodeRunOptions,
  CodeRunOutcome,
  CodeRunRequest,
} from '@weft/domain/workflow'

import { toAnalysis } from './analysis/code-findings.js'
import { checkRequest, type CheckedRequest } from './check-request.js'
import { refused, type LanguageRunner, type ProgramRun } from './language-runner.js'
import { CodeNetwork, parseNetworkLimits, type NetworkLimits } from './network/code-network.js'
import { NETWORK_DENIED } from './network/network-denied.js'
import type { NetworkGrant } from './network/network-grant.js'
import { presentFailure } from './present-outcome.js'
import { RuleLookup, type RunRules } from './rule-lookup.js'
import { openRunners, type SandboxRunners } from './sandbox-runners.js'
import { DEFAULT_LIMITS, parseLimits, type SandboxLimits } from './sandbox-limits.js'
import type { CodeSandboxOptions } from './sandbox-options.js'
import type { WorkerRequest } from './worker-protocol.js'

export type AnalysisOutcome =
  | ({ readonly type: 'analysed' } & CodeAnalysis)
  /** The code could not be read. */
  | Exclude<CodeRunOutcome, { type: 'completed' | 'failed' }>

/** A `CodeRunner` with threads of its own. They are started with the first run of a language. */
export interface CodeSandbox extends CodeRunner {
  /** Languages that can be run. */
  readonly languages: readonly CodeLanguage[]
  /** Reads code without running it. Go cannot be read. Rejects only with the signal's reason. */
  analyse(
    request: Omit<CodeRunRequest, 'inputs'>,
    options: { readonly signal: AbortSignal },
  ): Promise<AnalysisOutcome>
  /** Starts the interpreters now, so that the first run does not wait for them. Resolves when they are ready. */
  warmUp(languages?: readonly CodeLanguage[]): Promise<void>
  /** Ends every thread. Runs in progress are answered as crashed, waiting and later ones are refused. */
  close(): Promise<void>
}

/**
 * Makes a sandbox for untrusted code.
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

type ValidRequest = Extract<CheckedRequest, { type: 'valid' }>

/** A request with what its workspace may do. */
type AllowedRun = ValidRequest & RunRules & { readonly caller: CodeCaller }

class WorkerCodeSandbox implements CodeSandbox {
  private readonly limits: SandboxLimits
  private readonly networkLimits: NetworkLimits
  private readonly runners: SandboxRunners
  private readonly rules: RuleLookup

  constructor(private readonly options: CodeSandboxOptions) {
    this.limits = parseLimits({
      timeoutMs: options.timeoutMs ?? DEFAULT_LIMITS.timeoutMs,
      maxMemoryBytes: options.maxMemoryBytes ?? DEFAULT_LIMITS.maxMemoryBytes,
      maxOutputBytes: options.maxOutputBytes ?? DEFAULT_LIMITS.maxOutputBytes,
      maxConsoleCharacters: options.maxConsoleCharacters ?? DEFAULT_LIMITS.maxConsoleCharacters,
    })
    this.networkLimits = parseNetworkLimits(options.network?.limits)
    this.runners = openRunners(options, this.limits)
    this.rules = new RuleLookup(options, new Set(this.runners.readers.keys()))
  }

  get languages(): readonly CodeLanguage[] {
    return [...this.runners.byLanguage.keys()]
  }

  async run(request: CodeRunRequest, options: CodeRunOptions): Promise<CodeRunOutcome> {
    options.signal.throwIfAborted()
    const checked = checkRequest(request)
    if (checked.type === 'invalid') return refused('invalid', checked.message)
    const runner = this.find(checked.language)
    if (runner === undefined) return this.unsupported(checked.language)
    const found = this.rules.find(checked, options.analyse === true)
    // A run is under way at once where nobody has to be asked.
    const rules = found instanceof Promise ? await found : found
    if (rules === undefined) return refused('unavailable', UNKNOWN_RULES)
    options.signal.throwIfAborted()
    const run: AllowedRun = { ...checked, ...rules, caller: options.caller ?? {} }
    const { policy } = rules
    if (policy === undefined || !this.isRemote(checked.language)) {
      return this.withProgram(run, options.signal, { task: 'run', policy }, (program) =>
        runner.run(program),
      )
    }
    return this.readThenRun(runner, { ...run, policy }, options.signal)
  }

  async analyse(
    request: Omit<CodeRunRequest, 'inputs'>,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<AnalysisOutcome> {
    signal.throwIfAborted()
    const checked = checkRequest({ ...request, inputs: {} })
    if (checked.type === 'invalid') return { ...INVALID, message: checked.message }
    const policy = await this.rules.policyOf(checked).catch(() => undefined)
    if (policy === undefined) return { ...UNAVAILABLE, message: UNKNOWN_RULES }
    signal.throwIfAborted()
    return this.read({ ...checked, policy }, signal)
  }

  async warmUp(languages: readonly CodeLanguage[] = this.languages): Promise<void> {
    await Promise.all(languages.map(async (language) => this.find(language)?.warmUp()))
  }

  async close(): Promise<void> {
    await Promise.all([...this.runners.all].map((runner) => runner.close()))
  }

  private find(language: string): LanguageRunner | undefined {
    return this.runners.byLanguage.get(language as CodeLanguage)
  }

  private isRemote(language: string): boolean {
    return this.options.remote?.languages.some((one) => one === language) === true
  }

  /** Where the code runs elsewhere it is still read here. */
  private async readThenRun(
    runner: LanguageRunner,
    run: AllowedRun & { readonly policy: CodePolicy },
    signal: AbortSignal,
  ): Promise<CodeRunOutcome> {
    const read = await this.read(run, signal)
    if (read.type !== 'analysed') return read
    const { violations, severity } = read
    const { refuseFrom } = run.policy
    if (refuseFrom !== undefined && severity >= refuseFrom) {
      return presentFailure({ type: 'blocked', violations }, this.limits)
    }
    const ended = await this.withProgram(run, signal, RUN_UNREAD, (program) => runner.run(program))
    const isText = ended.type === 'completed' || ended.type === 'failed'
    return isText ? { ...ended, violations } : ended
  }

  private async read(
    checked: ValidRequest & { readonly policy: CodePolicy },
    signal: AbortSignal,
  ): Promise<AnalysisOutcome> {
    const reader = this.runners.readers.get(checked.language as CodeLanguage)
    if (reader === undefined) return { ...UNREADABLE, message: notRead(checked.language) }
    const { policy } = checked
    const run = { ...checked, grant: undefined, caller: {} }
    const outcome = await this.withProgram(run, signal, { task: 'analyse', policy }, (program) =>
      reader.report(program),
    )
    if ('refusal' in outcome) return { ...BUSY, message: outcome.refusal }
    const { report } = outcome
    if (report.type === 'analysed') return { type: 'analysed', ...toAnalysis(report.violations) }
    return presentUnread(report, this.limits)
  }

  private async withProgram<Result>(
    { tenantId, language, code, inputs, grant, caller }: AllowedRun,
    signal: AbortSignal,
    { task, policy }: Pick<WorkerRequest, 'task' | 'policy'>,
    work: (program: ProgramRun) => Promise<Result>,
  ): Promise<Result> {
    const { network } = this.options
    const asksHost = network !== undefined && grant !== undefined
    const request = { task, language, code, inputs, policy, asksHost }
    const program = { tenantId, request, signal, isNetworkOpen: isOpen(grant) }
    if (!asksHost) return work({ ...program, fetch: async () => NETWORK_DENIED })
    const ended = new AbortController()
    const lasting = AbortSignal.any([signal, ended.signal])
    const scope = { tenantId, language, caller, grant, signal: lasting }
    const access = new CodeNetwork(network, this.networkLimits, scope)
    try {
      return await work({ ...program, fetch: (asked) => access.fetch(asked) })
    } finally {
      // What the program still waited for, nobody waits for any more.
      ended.abort()
    }
  }

  private unsupported(language: string): CodeRunOutcome {
    const named = language.slice(0, 40)
    const offered = this.languages.join(', ')
    const hint = language === 'go' ? ' Go needs a toolchain on this machine (sandbox.go).' : ''
    const message = `Code in ${named} cannot be run here, only ${offered}.${hint}`
    return refused('unsupported-language', message)
  }
}

const RUN_UNREAD = { task: 'run', policy: undefined } as const
const INVALID = { type: 'refused', reason: 'invalid' } as const
const BUSY = { type: 'refused', reason: 'busy' } as const
const UNAVAILABLE = { type: 'refused', reason: 'unavailable' } as const
const UNKNOWN_RULES =
  'What code of this workspace may do could not be looked up. Try again in a moment.'
const UNREADABLE = { type: 'refused', reason: 'unsupported-language' } as const

function isOpen(grant: NetworkGrant | undefined): boolean {
  return grant?.type === 'granted' && grant.hosts === undefined
}

function notRead(language: string): string {
  return `Code in ${language.slice(0, 40)} cannot be read here.`
}

function presentUnread(
  report: Parameters<typeof presentFailure>[0] | { readonly type: 'returned' },
  limits: SandboxLimits,
): AnalysisOutcome {
  if (report.type === 'returned') return CRASHED
  const outcome = presentFailure(report, limits)
  return outcome.type === 'completed' || outcome.type === 'failed' ? CRASHED : outcome
}

const CRASHED: AnalysisOutcome = { type: 'crashed', message: 'The code could not be read.' }
