import { isJsonObject, type JsonArray, type JsonValue } from '@weft/domain/kernel'
import type { NodeKind } from '@weft/domain/workflow'
import { observeImport } from './observation/import-observation.js'
import { parseTrialCase } from './parse-trial-cases.js'
import { runTrial } from './run-trial.js'
import { SERVER_PLACEHOLDER, type TestServer } from './test-server.js'
import type { ImportTrial, RunTrial, TrialCase } from './trial-case.js'
import type { TrialPorts } from './trial-ports.js'
import { brokenTrial, type TrialResult } from './trial-report.js'
import type { Mismatch } from './expectation/check.js'

export type TrialOptions = {
  /** Stops what is under way. */
  readonly signal: AbortSignal
  /** How long a case may take. Default 60 seconds. */
  readonly limitMs?: number
  /** How many cases run at the same time; those that depend on time run alone. Default 4. */
  readonly concurrency?: number
}

const DEFAULT_LIMIT_MS = 60_000
const DEFAULT_CONCURRENCY = 4

/** Tries cases against their documents. */
export class TrialRunner {
  constructor(private readonly ports: TrialPorts) {}

  /** The results in the order of the cases, each as soon as it and those before it are there. */
  async *run(
    cases: readonly TrialCase[],
    options: TrialOptions,
  ): AsyncGenerator<TrialResult, void, undefined> {
    const servers = await this.startServers(cases)
    try {
      const nodes = await this.ports.nodes.open([...servers.values()].map(({ address }) => address))
      try {
        yield* this.tryAll(cases, { ...options, servers, kinds: nodes.kinds })
      } finally {
        await nodes.close()
      }
    } finally {
      await Promise.all([...servers.values()].map((server) => server.close()))
    }
  }

  private async startServers(
    cases: readonly TrialCase[],
  ): Promise<ReadonlyMap<TrialCase, TestServer>> {
    const served = cases.filter(needsServer)
    const servers = served.map(
      async (trial) => [trial, await this.ports.servers.start(trial)] as const,
    )
    return new Map(await Promise.all(servers))
  }

  private async *tryAll(
    cases: readonly TrialCase[],
    stage: Stage,
  ): AsyncGenerator<TrialResult, void, undefined> {
    const results = startInTurn(cases, stage.concurrency ?? DEFAULT_CONCURRENCY, (trial) =>
      this.tryOne(trial, stage),
    )
    for (const result of results) yield await result
  }

  private async tryOne(trial: TrialCase, stage: Stage): Promise<TrialResult> {
    const startedAt = performance.now()
    const limitMs = stage.limitMs ?? DEFAULT_LIMIT_MS
    const limit = new AbortController()
    const timer = setTimeout(() => {
      limit.abort(new Error(`The case took more than ${limitMs} ms.`))
    }, limitMs)
    const signal = AbortSignal.any([stage.signal, limit.signal])
    let mismatches: readonly Mismatch[]
    try {
      mismatches = await unlessAborted(this.observe(trial, { ...stage, signal }), signal)
    } catch (error) {
      mismatches = brokenTrial(signal.aborted ? signal.reason : error)
    } finally {
      clearTimeout(timer)
    }
    return { trial, mismatches, elapsedMs: performance.now() - startedAt }
  }

  private async observe(trial: TrialCase, stage: Stage): Promise<readonly Mismatch[]> {
    const text = await this.ports.documents.read(trial.fixture)
    if (trial.kind === 'import') return checkImport(trial, text)
    const server = stage.servers.get(trial)
    return runTrial(server ? withAddress(trial, server.address) : trial, {
      text: server ? text.replaceAll(SERVER_PLACEHOLDER, server.address) : text,
      kinds: stage.kinds,
      server,
      signal: stage.signal,
    })
  }
}

type Stage = TrialOptions & {
  readonly servers: ReadonlyMap<TrialCase, TestServer>
  readonly kinds: readonly NodeKind[]
}

function needsServer(trial: TrialCase): trial is RunTrial {
  return trial.kind === 'run' && (trial.files.length > 0 || 'test_server' in trial.source)
}

function checkImport(trial: ImportTrial, text: string): readonly Mismatch[] {
  const observed = observeImport(text)
  return trial.checks.flatMap((check) => check(observed))
}

/** The case with the address of its server wherever it is asked for, in what it expects too. */
function withAddress(trial: RunTrial, address: string): RunTrial {
  const parsed = parseTrialCase(replacedTexts(trial.source, address))
  return parsed.kind === 'run' ? parsed : trial
}

function replacedTexts(value: JsonValue, address: string): JsonValue {
  if (typeof value === 'string') return value.replaceAll(SERVER_PLACEHOLDER, address)
  if (Array.isArray(value)) return (value as JsonArray).map((item) => replacedTexts(item, address))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replacedTexts(item, address)]),
  )
}

/** What is under way at most `concurrency` at a time, and a case that depends on time alone, after all others. */
function startInTurn(
  cases: readonly TrialCase[],
  concurrency: number,
  start: (trial: TrialCase) => Promise<TrialResult>,
): readonly Promise<TrialResult>[] {
  const timed = new Set(cases.filter(dependsOnTime))
  const together = new Slots(concurrency)
  const results = new Map<TrialCase, Promise<TrialResult>>()
  for (const trial of cases)
    if (!timed.has(trial))
      results.set(
        trial,
        together.run(() => start(trial)),
      )
  let before: Promise<unknown> = Promise.all(results.values())
  for (const trial of timed) {
    const result = before.then(() => start(trial))
    results.set(trial, result)
    before = result
  }
  return cases.flatMap((trial) => results.get(trial) ?? [])
}

/** What waits on purpose is about who is first: other cases must not get in its way. */
function dependsOnTime(trial: TrialCase): boolean {
  return /"(delay_ms|chunk_delay_ms|min_elapsed_ms)"/.test(JSON.stringify(trial.source))
}

class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await task()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}

/** Rejects with the signal's reason as soon as it is aborted, whatever the task goes on doing. */
function unlessAborted<Result>(task: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'))
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    task.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop)
    })
  })
}
