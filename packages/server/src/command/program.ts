import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { WeftError } from '@weft/domain/kernel'
import pc from 'picocolors'
import { ConfigInvalid } from '../config/load-config.js'
import { EXIT } from '../terminal/exit-code.js'
import { VERSION } from '../version.js'
import type { CommandHost } from './command-host.js'
import { showConfig } from './config-command.js'
import { exportApp } from './export-command.js'
import { addExtensionsCommand } from './extensions-program.js'
import { importApps } from './import-command.js'
import { migrate } from './migrate-command.js'
import { addModelsCommand } from './models-program.js'
import { runDocument } from './run-command.js'
import { addSandbox } from './sandbox-command.js'
import { startServer } from './start-command.js'
import { testWorkflows } from './test-command.js'
import { UsageError } from './usage-error.js'

/** Runs one command line and gives its exit code: 0 done, 1 failed, 2 used wrongly, 130 interrupted. */
export async function runProgram(argv: readonly string[], host: CommandHost): Promise<number> {
  let exitCode: number = EXIT.ok
  const program = buildProgram(host, (code) => (exitCode = code))
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    return exitCodeOf(error, host)
  }
}

function exitCodeOf(error: unknown, host: CommandHost): number {
  // commander has printed its own message already; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  const text = error instanceof WeftError ? error.message : describeUnexpected(error)
  host.stderr.write(`${pc.red('weft:')} ${text}\n`)
  return error instanceof UsageError || error instanceof ConfigInvalid ? EXIT.usage : EXIT.failed
}

function describeUnexpected(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

type ExitWith = (code: number) => void

function buildProgram(host: CommandHost, exitWith: ExitWith): Command {
  const program = new Command('weft')
    .description('Runs LLM apps: from a file, as a server, or inside your own program.')
    .version(VERSION, '-V, --version', 'print the version')
    .option(
      '-c, --config <file>',
      'configuration file (default: weft.yaml here, where there is one)',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
    })
    .showHelpAfterError('(weft --help shows how)')
  addRun(program, host, exitWith)
  addTest(program, host, exitWith)
  addStart(program, host, exitWith)
  addImport(program, host, exitWith)
  addExport(program, host, exitWith)
  addMigrate(program, host, exitWith)
  addModelsCommand(program, host, exitWith)
  addExtensionsCommand(program, host, exitWith)
  addSandbox(program, host, exitWith)
  addConfig(program, host)
  program
    .command('version')
    .description('print the version')
    .action(() => {
      host.stdout.write(`${VERSION}\n`)
    })
  return program
}

function addRun(program: Command, host: CommandHost, exitWith: ExitWith): void {
  program
    .command('run')
    .description('run an app from its DSL document, in this process: no server, no database')
    .argument('<dsl>', 'DSL document (YAML)')
    .option('-i, --inputs <json>', 'inputs of the start form: JSON, or @file')
    .option('-q, --query <text>', 'what the user says (chat apps)')
    .option('-f, --files <file...>', 'files and http(s) addresses the user attaches')
    .option('--conversation-variables <json>', 'values of conversation variables: JSON, or @file')
    .option('-m, --model <provider/name>', 'model for those nobody configured, e.g. offline/echo')
    .option('--mocks <file>', 'JSON file of mocked nodes, by node id or "*node type"')
    .option('--graph <file>', 'draw the run into this .svg or .html file')
    .option('--events', 'print every client event as one JSON line, and nothing else')
    .addHelpText(
      'after',
      `
Exit code: 0 succeeded or partial-succeeded, 1 failed, 2 used wrongly, 130 interrupted.

Examples:
  weft run app.yml --query "Hello" --model offline/echo
  weft run report.yml --inputs '{"topic":"tea"}' --events
  weft run report.yml --inputs @inputs.json --mocks mocks.json`,
    )
    .action(async (dsl: string, options: RunOptions) => {
      exitWith(await runDocument({ ...options, dsl, config: configFile(program) }, host))
    })
}

type RunOptions = {
  readonly inputs?: string
  readonly query?: string
  readonly files?: readonly string[]
  readonly conversationVariables?: string
  readonly model?: string
  readonly mocks?: string
  readonly events?: boolean
  readonly graph?: string
}

function addTest(program: Command, host: CommandHost, exitWith: ExitWith): void {
  program
    .command('test')
    .description('run documents against the cases of a file and say what differs')
    .argument('<cases...>', 'files of cases (JSON); their documents lie beside them')
    .option('--filter <text>', 'only cases with this in "document: case"')
    .option('-m, --model <provider/name>', 'model for those nobody configured, e.g. offline/echo')
    .option('--json', 'print one JSON document in place of the report')
    .addHelpText(
      'after',
      `
Exit code: 0 all passed, 1 some failed, 2 a file cannot be used, 130 interrupted.

Examples:
  weft test cases.json
  weft test tests/*.json --filter greeting --json`,
    )
    .action(async (files: readonly string[], options: TestOptions) => {
      exitWith(await testWorkflows({ ...options, files, config: configFile(program) }, host))
    })
}

type TestOptions = { readonly filter?: string; readonly model?: string; readonly json?: boolean }

function addStart(program: Command, host: CommandHost, exitWith: ExitWith): void {
  program
    .command('start')
    .description('serve the imported apps over HTTP')
    .option('-p, --port <number>', 'port; 0 takes a free one (default: 5001)', parsePort)
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('-d, --data-dir <folder>', 'folder of the embedded database (default: ./.weft)')
    .option('--database-url <url>', 'PostgreSQL to use in place of the embedded database')
    .option('--import <file...>', 'DSL documents to import before serving; again only when changed')
    .addOption(
      new Option('--role <role>', 'what this process does (default: all)').choices([
        'api',
        'worker',
        'all',
      ]),
    )
    .option('--json', 'print one JSON line when ready, in place of the start screen')
    .action(async (options: StartOptions) => {
      exitWith(await startServer({ ...options, config: configFile(program) }, host))
    })
}

type StartOptions = {
  readonly port?: number
  readonly host?: string
  readonly dataDir?: string
  readonly databaseUrl?: string
  readonly import?: readonly string[]
  readonly role?: string
  readonly json?: boolean
}

type StorageOptions = { readonly dataDir?: string; readonly databaseUrl?: string }

function withStorage(command: Command): Command {
  return command
    .option('-d, --data-dir <folder>', 'folder of the embedded database (default: ./.weft)')
    .option('--database-url <url>', 'PostgreSQL to use in place of the embedded database')
}

function addImport(program: Command, host: CommandHost, exitWith: ExitWith): void {
  withStorage(program.command('import'))
    .description('import apps from DSL documents and publish them')
    .argument('<dsl...>', 'DSL documents (YAML)')
    .option('--app <id>', 'overwrite this workflow or advanced-chat app (one document only)')
    .option('--yes', 'import documents of another major or a newer version too')
    .option('--json', 'print one JSON line per document')
    .action(async (dsl: readonly string[], options: ImportOptions) => {
      exitWith(await importApps({ ...options, dsl, config: configFile(program) }, host))
    })
}

type ImportOptions = StorageOptions & {
  readonly app?: string
  readonly yes?: boolean
  readonly json?: boolean
}

function addExport(program: Command, host: CommandHost, exitWith: ExitWith): void {
  withStorage(program.command('export'))
    .description('print an app as a DSL document')
    .argument('<app-id>', 'id of the app')
    .option('-o, --output <file>', 'write to a file instead')
    .option('--include-secrets', 'keep the values of secret environment variables')
    .action(async (appId: string, options: ExportOptions) => {
      exitWith(await exportApp({ ...options, appId, config: configFile(program) }, host))
    })
}

type ExportOptions = StorageOptions & {
  readonly output?: string
  readonly includeSecrets?: boolean
}

function addMigrate(program: Command, host: CommandHost, exitWith: ExitWith): void {
  withStorage(program.command('migrate'))
    .description('bring the database schema up or down one step, or show where it stands')
    .argument('<direction>', 'up (all), down (one step) or status', parseDirection)
    .action(async (direction: 'up' | 'down' | 'status', options: StorageOptions) => {
      exitWith(await migrate({ ...options, direction, config: configFile(program) }, host))
    })
}

function addConfig(program: Command, host: CommandHost): void {
  program
    .command('config')
    .description('print the effective configuration, secrets hidden')
    .option('--environment', 'list the environment variables instead')
    .action((options: { readonly environment?: boolean }) => {
      showConfig({ ...options, config: configFile(program) }, host)
    })
}

function configFile(program: Command): string | undefined {
  return program.opts<{ config?: string }>().config
}

function parsePort(raw: string): number {
  const port = Number(raw)
  if (!/^\d+$/.test(raw) || port > 65_535) throw new InvalidArgumentError('Give 0 to 65535.')
  return port
}

function parseDirection(raw: string): 'up' | 'down' | 'status' {
  if (raw !== 'up' && raw !== 'down' && raw !== 'status')
    throw new InvalidArgumentError('Give up, down or status.')
  return raw
}
