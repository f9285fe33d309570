import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import type { Command } from 'commander'
import {
  CODE_LANGUAGES,
  type CodeLanguage,
  type CodeRunOutcome,
  type CodeViolation,
} from '@weft/domain/workflow'
import type { CodeSandbox } from '@weft/sandbox'
import pc from 'picocolors'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { openLocalServices } from '../composition/local-services.js'
import { TOKENS } from '../composition/tokens.js'
import { loadConfig } from '../config/load-config.js'
import { EXIT } from '../terminal/exit-code.js'
import { addCodeSettings } from './code-settings-program.js'
import type { CommandHost } from './command-host.js'
import { readJsonMap } from './run-input.js'
import { benchSandbox } from './sandbox-bench.js'
import { UsageError } from './usage-error.js'

type ExitWith = (code: number) => void

type SandboxArgs = {
  readonly config: string | undefined
  readonly json?: boolean
}

type RunCodeArgs = SandboxArgs & {
  readonly file: string
  readonly language?: string
  readonly inputs?: string
  readonly analyse?: boolean
}

/** `weft sandbox …`. */
export function addSandbox(program: Command, host: CommandHost, exitWith: ExitWith): void {
  const config = () => program.opts<{ config?: string }>().config
  const sandbox = program
    .command('sandbox')
    .description('run code the way nodes run it, and say what code of a workspace may do')
  addCodeSettings(sandbox, config, host, exitWith)
  sandbox
    .command('run')
    .description('run a file of code with the configured limits')
    .argument('<file>', 'code that defines main')
    .option('-l, --language <name>', `${CODE_LANGUAGES.join(', ')} (default: by the file name)`)
    .option('-i, --inputs <json>', 'inputs of main: a JSON object, or @file')
    .option('--analyse', 'read the code first and show what was found')
    .option('--json', 'print the whole outcome as one JSON line')
    .action(async (file: string, options: Omit<RunCodeArgs, 'file' | 'config'>) => {
      exitWith(await runCode({ ...options, file, config: config() }, host))
    })
  sandbox
    .command('bench')
    .description('measure how long code takes on this machine')
    .option('--json', 'print the figures as JSON')
    .action(async (options: { readonly json?: boolean }) => {
      exitWith(await measure({ ...options, config: config() }, host))
    })
}

async function runCode(args: RunCodeArgs, host: CommandHost): Promise<number> {
  const language = languageOf(args)
  const inputs = await readJsonMap('--inputs', args.inputs, host.workingDir)
  const code = await readCode(args.file, host.workingDir)
  const interrupt = new AbortController()
  const stopListening = host.onInterrupt(() => {
    interrupt.abort(new Error('interrupted'))
  })
  try {
    return await withSandbox(args, host, async (sandbox) => {
      const request = { tenantId: DEFAULT_WORKSPACE, language, code, inputs }
      const options = { signal: interrupt.signal, analyse: args.analyse === true }
      const outcome = await sandbox.run(request, options)
      if (args.json) host.stdout.write(`${JSON.stringify(outcome)}\n`)
      else show(outcome, host)
      return outcome.type === 'completed' ? EXIT.ok : EXIT.failed
    })
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted
    throw error
  } finally {
    stopListening()
  }
}

async function measure(args: SandboxArgs, host: CommandHost): Promise<number> {
  return withSandbox(args, host, async (sandbox) => {
    const figures = await benchSandbox(sandbox, DEFAULT_WORKSPACE)
    if (args.json) host.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`)
    else
      for (const { what, value, unit } of figures)
        host.stdout.write(`${value.toFixed(2).padStart(10)} ${unit.padEnd(4)} ${what}\n`)
    return EXIT.ok
  })
}

async function withSandbox<Result>(
  args: SandboxArgs,
  host: CommandHost,
  work: (sandbox: CodeSandbox) => Promise<Result>,
): Promise<Result> {
  const { workingDir, environment } = host
  const services = openLocalServices(loadConfig({ workingDir, environment, file: args.config }))
  try {
    return await work(services.container.get(TOKENS.code))
  } finally {
    await services.close()
  }
}

const BY_ENDING: Readonly<Record<string, CodeLanguage>> = {
  '.py': 'python3',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.ts': 'typescript',
  '.go': 'go',
}

function languageOf({ file, language }: RunCodeArgs): CodeLanguage {
  const found =
    language === undefined
      ? BY_ENDING[extname(file)]
      : CODE_LANGUAGES.find((one) => one === language)
  if (found === undefined)
    throw new UsageError(`--language must be one of ${CODE_LANGUAGES.join(', ')}.`)
  return found
}

async function readCode(file: string, workingDir: string): Promise<string> {
  try {
    return await readFile(resolve(workingDir, file), 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read.`, { cause: error })
  }
}

/** The result goes to standard output; what the code printed and what is said about it goes to standard error. */
function show(outcome: CodeRunOutcome, host: CommandHost): void {
  const say = (text: string) => host.stderr.write(text)
  if ('violations' in outcome) for (const one of outcome.violations ?? []) say(violationLine(one))
  if ('stdout' in outcome) say(outcome.stdout)
  if ('stderr' in outcome) say(outcome.stderr)
  if (outcome.type === 'completed') {
    say(pc.dim(`completed in ${outcome.elapsedMs.toFixed(1)} ms${memoryOf(outcome)}\n`))
    host.stdout.write(`${JSON.stringify(outcome.output, undefined, 2)}\n`)
  } else {
    say(`${pc.red(outcome.type)}: ${describe(outcome)}\n`)
  }
}

function violationLine({ line, column, rule, severity, message }: CodeViolation): string {
  return `${line}:${column} ${pc.yellow(`${rule} (severity ${severity})`)} ${message}\n`
}

function memoryOf({ memoryBytes }: Extract<CodeRunOutcome, { type: 'completed' }>): string {
  return memoryBytes === undefined ? '' : `, ${(memoryBytes / 1024 / 1024).toFixed(0)} MiB`
}

function describe(outcome: Exclude<CodeRunOutcome, { type: 'completed' }>): string {
  switch (outcome.type) {
    case 'failed': {
      const { type, message, line } = outcome.error
      return `${type}: ${message}${line === undefined ? '' : ` (line ${line})`}`
    }
    case 'timed-out':
      return `longer than ${outcome.limitMs} ms`
    case 'out-of-memory':
    case 'output-too-large':
      return `more than ${outcome.limitBytes} bytes`
    case 'crashed':
    case 'refused':
      return outcome.message
  }
}
