import type { Command } from 'commander'
import type { CommandHost } from './command-host.js'
import {
  addExtension,
  changeExtension,
  listExtensions,
  removeExtension,
  testExtension,
  type ChangeExtensionArgs,
  type ExtensionArgs,
  type ExtensionKeyArgs,
} from './extensions-command.js'

type ExitWith = (code: number) => void
type Options<Args> = Omit<Args, 'config' | 'name' | 'endpoint' | 'id'>

/** `weft extensions …`. */
export function addExtensionsCommand(
  program: Command,
  host: CommandHost,
  exitWith: ExitWith,
): void {
  const extensions = program
    .command('extensions')
    .description('API extensions of the workspace: services of your own that apps call')
    .addHelpText(
      'after',
      `
An extension answers POST requests {"point", "params"}: ping with {"result": "pong"}, app.moderation.input and
app.moderation.output with a verdict, app.external_data_tool.query with a text. Documents name it by its id. Keys are
read from standard input or the environment, never from the command line. Addresses that are not public have to be
allowed by egress.allow in the configuration.

Examples:
  echo "$KEY" | weft extensions add weather https://api.example.org/weft
  weft extensions add filter https://api.example.org/filter --from-env FILTER_KEY
  weft extensions test 018f2f7a-1111-7aaa-8bbb-000000000001`,
    )
  const config = (): string | undefined => program.opts<{ config?: string }>().config
  addKeeping(extensions, config, host, exitWith)
  addLookingAfter(extensions, config, host, exitWith)
}

type Config = () => string | undefined

function addKeeping(
  extensions: Command,
  config: Config,
  host: CommandHost,
  exitWith: ExitWith,
): void {
  withCommon(extensions.command('add'))
    .description('add an extension once it has answered ping with pong')
    .argument('<name>', 'how to tell it from others')
    .argument('<endpoint>', 'where it answers: http:// or https://')
    .option('--from-env <variable>', 'take its key from this environment variable')
    .action(async (name: string, endpoint: string, options: Options<ExtensionKeyArgs>) => {
      exitWith(await addExtension({ ...options, name, endpoint, config: config() }, host))
    })
  withCommon(extensions.command('change'))
    .description('give an extension another name, endpoint or key')
    .argument('<extension-id>')
    .option('--name <name>', 'its new name')
    .option('--endpoint <address>', 'where it answers now')
    .option('--from-env <variable>', 'take a new key from this environment variable')
    .option('--stdin', 'take a new key from standard input')
    .action(async (id: string, options: Omit<ChangeExtensionArgs, 'config' | 'id'>) => {
      exitWith(await changeExtension({ ...options, id, config: config() }, host))
    })
}

function addLookingAfter(
  extensions: Command,
  config: Config,
  host: CommandHost,
  exitWith: ExitWith,
): void {
  withCommon(extensions.command('list'))
    .description('list the extensions, their keys obfuscated')
    .action(async (options: Options<ExtensionArgs>) => {
      exitWith(await listExtensions({ ...options, config: config() }, host))
    })
  withCommon(extensions.command('test'))
    .description('ask an extension whether it is there')
    .argument('<extension-id>')
    .action(async (id: string, options: Options<ExtensionArgs>) => {
      exitWith(await testExtension({ ...options, id, config: config() }, host))
    })
  withCommon(extensions.command('remove'))
    .description('forget an extension')
    .argument('<extension-id>')
    .action(async (id: string, options: Options<ExtensionArgs>) => {
      exitWith(await removeExtension({ ...options, id, config: config() }, host))
    })
}

function withCommon(command: Command): Command {
  return command
    .option('-d, --data-dir <folder>', 'folder of the embedded database (default: ./.weft)')
    .option('--database-url <url>', 'PostgreSQL to use in place of the embedded database')
    .option('--json', 'print one JSON line per extension')
}
