import type { Command } from 'commander'
import type { CommandHost } from './command-host.js'
import {
  listModels,
  showUsage,
  type ListModelsArgs,
  type UsageModelsArgs,
} from './models-command.js'
import { addCredentialCommands } from './models-credential-program.js'
import {
  examples,
  parseDays,
  withCommon,
  type ModelsProgram,
  type Options,
} from './models-option.js'
import { quotaModels, type QuotaModelsArgs } from './models-quota-command.js'
import { addSettingCommands } from './models-setting-program.js'

type ExitWith = (code: number) => void

/** `weft models …`. */
export function addModelsCommand(program: Command, host: CommandHost, exitWith: ExitWith): void {
  const models = program
    .command('models')
    .description('the models of the workspace: credentials, defaults, what they cost')
    .addHelpText(
      'after',
      `
Secrets are read from standard input, the environment or a file, never from the command line.
While a server works on the embedded database nobody else can: stop it first. On PostgreSQL, changes show within a minute.
Exit code: 0 done, 1 failed, 2 used wrongly, 130 interrupted.

Examples:
  weft models list --providers
  echo "$KEY" | weft models add openai
  weft models add anthropic --from-env anthropic_api_key=ANTHROPIC_API_KEY
  weft models default openai/gpt-4o
  weft models test openai/gpt-4o`,
    )
  const parts: ModelsProgram = {
    models,
    config: () => program.opts<{ config?: string }>().config,
    host,
    exitWith,
  }
  addListing(parts)
  addQuota(parts)
  addCredentialCommands(parts)
  addSettingCommands(parts)
}

function addListing({ models, config, host, exitWith }: ModelsProgram): void {
  withCommon(models.command('list'))
    .description('list models, credentials or providers')
    .option('--type <type>', 'models of this type only')
    .option('--all', 'models nothing is configured for, too')
    .option('--credentials', 'list credentials instead, secrets obfuscated')
    .option('--providers', 'list the providers that are known, and what they ask for')
    .action(async (options: Omit<ListModelsArgs, 'config'>) => {
      exitWith(await listModels({ ...options, config: config() }, host))
    })
  withCommon(models.command('usage'))
    .description('what calls came to, by model')
    .option('--days <number>', 'so many days back (default: 30)', parseDays)
    .option('--by <list>', 'keep apps or days apart, too: app, day, or app,day; days are in UTC')
    .option('--app <id>', 'calls of this app only')
    .addHelpText(
      'after',
      examples('weft models usage --days 7', 'weft models usage --by app,day --json'),
    )
    .action(async (options: Options<UsageModelsArgs>) => {
      exitWith(await showUsage({ ...options, config: config() }, host))
    })
}

function addQuota({ models, config, host, exitWith }: ModelsProgram): void {
  withCommon(models.command('quota'))
    .description("show what is left of the operator's providers, and whose credentials are used")
    .argument('[provider]', 'one provider; absent for all that have quotas')
    .option(
      '--grant <type=limit>',
      'give the workspace a limit of its own: trial=500, paid=-1, free=default',
    )
    .option(
      '--prefer <type>',
      "custom for own credentials, system for the operator's, none to forget the choice",
    )
    .action(async (provider: string | undefined, options: Options<QuotaModelsArgs>) => {
      exitWith(await quotaModels({ ...options, provider, config: config() }, host))
    })
}
