import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  InvalidMocks,
  InvalidTrialCase,
  isPassed,
  parseTrialCases,
  titleOf,
  TrialRunner,
  type TrialCase,
  type TrialResult,
} from '@weft/application/workflow'
import type { JsonValue } from '@weft/domain/kernel'
import type { Config } from '../config/config.js'
import { loadConfig } from '../config/load-config.js'
import { EXIT } from '../terminal/exit-code.js'
import { documentsBeside } from '../trial/folder-documents.js'
import { localNodes } from '../trial/local-nodes.js'
import { loopbackServers } from '../trial/loopback-servers.js'
import { describeResult, describeSummary, presentResults } from '../trial/report-text.js'
import type { CommandHost } from './command-host.js'
import { UsageError } from './usage-error.js'

export type TestCommandArgs = {
  readonly config?: string | undefined
  /** Files of cases. */
  readonly files: readonly string[]
  /** Only cases whose title contains this. */
  readonly filter?: string
  readonly json?: boolean
  readonly model?: string
}

/** Tries the cases of the files and reports. 0 when all passed, 1 when one failed, 2 when a file cannot be used. */
export async function testWorkflows(args: TestCommandArgs, host: CommandHost): Promise<number> {
  const startedAt = performance.now()
  const files = await Promise.all(args.files.map((file) => readCases(file, args, host)))
  requireSome(files, args)
  const config = configFor(args, host)
  const interrupt = new AbortController()
  const stopListening = host.onInterrupt(() => {
    interrupt.abort(new Error('interrupted'))
  })
  try {
    const results = await tryAll(files, { config, args, host, signal: interrupt.signal })
    if (interrupt.signal.aborted) return EXIT.interrupted
    report(results, performance.now() - startedAt, args, host)
    return results.every(isPassed) ? EXIT.ok : EXIT.failed
  } finally {
    stopListening()
  }
}

type CasesFile = { readonly path: string; readonly cases: readonly TrialCase[] }

/** @throws UsageError when the file is not one of cases. */
async function readCases(
  file: string,
  { filter = '' }: TestCommandArgs,
  { workingDir }: CommandHost,
): Promise<CasesFile> {
  const path = resolve(workingDir, file)
  try {
    const content = JSON.parse(await readFile(path, 'utf8')) as JsonValue
    const wanted = filter.toLowerCase()
    const cases = parseTrialCases(content)
    return { path, cases: cases.filter((each) => titleOf(each).toLowerCase().includes(wanted)) }
  } catch (error) {
    throw new UsageError(`${file}: ${describe(error)}`, { cause: error })
  }
}

function describe(error: unknown): string {
  if (error instanceof InvalidTrialCase || error instanceof InvalidMocks) return error.message
  if (error instanceof SyntaxError) return `This is not JSON: ${error.message}.`
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'There is no such file.'
  return error instanceof Error ? error.message : String(error)
}

function requireSome(files: readonly CasesFile[], { filter }: TestCommandArgs): void {
  if (files.some(({ cases }) => cases.length > 0)) return
  throw new UsageError(
    filter === undefined
      ? 'There are no cases.'
      : `No case has ${JSON.stringify(filter)} in its title.`,
  )
}

function configFor(args: TestCommandArgs, host: CommandHost): Config {
  const { workingDir, environment } = host
  const config = loadConfig({ workingDir, environment, file: args.config })
  return { ...config, models: { ...config.models, default: args.model ?? config.models.default } }
}

type Attempt = {
  readonly config: Config
  readonly args: TestCommandArgs
  readonly host: CommandHost
  readonly signal: AbortSignal
}

async function tryAll(
  files: readonly CasesFile[],
  { config, args, host, signal }: Attempt,
): Promise<readonly TrialResult[]> {
  const results: TrialResult[] = []
  for (const { path, cases } of files) {
    const runner = new TrialRunner({
      documents: documentsBeside(path),
      servers: loopbackServers,
      nodes: localNodes(config),
    })
    for await (const result of runner.run(cases, { signal })) {
      if (signal.aborted) return results
      results.push(result)
      if (!args.json) host.stdout.write(describeResult(result))
    }
  }
  return results
}

function report(
  results: readonly TrialResult[],
  elapsedMs: number,
  { json }: TestCommandArgs,
  { stdout }: CommandHost,
): void {
  if (json) stdout.write(`${JSON.stringify(presentResults(results, elapsedMs), null, 2)}\n`)
  else stdout.write(describeSummary(results, elapsedMs))
}
