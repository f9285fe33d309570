import { InvalidArgumentError, type Command } from 'commander'
import type { CommandHost } from './command-host.js'
import type { ModelsArgs } from './models-args.js'
import {
  activateModels,
  addModels,
  defaultModels,
  listModels,
  removeModels,
  rotateKey,
  showUsage,
  switchModels,
  testModels,
  type AddModelsArgs,
  type DefaultModelsArgs,
  type ListModelsArgs,
  type SwitchModelsArgs,
  type TestModelsArgs,
  type UsageModelsArgs,
} from './models-command.js'
import type { ConfigureModelsArgs } from './models-configure-args.js'
import { configureModels, forgetModels } from './models-configure-command.js'
import { quotaModels, type QuotaModelsArgs } from './models-quota-command.js'

type ExitWith = (code: number) => void
type Options<Args> = Omit<Args, 'config' | 'provider' | 'what' | 'id' | 'model' | 'isEnabled'>

const TYPE_HELP = 'llm, text-embedding, rerank, speech2text, moderation or tts (default: llm)'

/** `weft models …`. */
export function addModelsCommand(program: Command, host: CommandHost, exitWith: ExitWith): void {
  const models = program
    .command('models')
    .description('the models of the workspace: credentials, defaults, what they cost')
    .addHelpText(
      'after',
      `
Secrets are read from standard input or the environment, never from the command line.

Examples:
  weft models list --providers
  echo "$KEY" | weft models add openai
  weft models add anthropic --from-env anthropic_api_key=ANTHROPIC_API_KEY
  weft models default openai/gpt-4o
  weft models test openai/gpt-4o
  weft models configure openai/gpt-4o --fallback anthropic/claude-haiku-4-5 ollama/llama3.2`,
    )
  const config = (): string | undefined => program.opts<{ config?: string }>().config
  addListing(models, config, host, exitWith)
  addQuota(models, config, host, exitWith)
  addCredentials(models, config, host, exitWith)
  addChoices(models, config, host, exitWith)
  addConfiguring(models, config, host, exitWith)
}

type Config = () => string | undefined

function addListing(models: Command, config: Config, host: CommandHost, exitWith: ExitWith): void {
  withCommon(models.command('list'))
    .description('list models, credentials or providers')
    .option('--type <type>', 'models of this type only')
    .option('--all', 'models nothing is configured for, too')
    .option('--credentials', 'list credentials instead, secrets obfuscated')
    .option('--providers', 'list the providers that are known, and what they ask for')
    .action(async (options: Options<ListModelsArgs>) => {
      exitWith(await listModels({ ...options, config: config() }, host))
    })
  withCommon(models.command('usage'))
    .description('what calls came to, by model')
    .option('--days <number>', 'so many days back (default: 30)', parseDays)
    .action(async (options: Options<UsageModelsArgs>) => {
      exitWith(await showUsage({ ...options, config: config() }, host))
    })
}

function addQuota(models: Command, config: Config, host: CommandHost, exitWith: ExitWith): void {
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

function addCredentials(
  models: Command,
  config: Config,
  host: CommandHost,
  exitWith: ExitWith,
): void {
  withCommon(models.command('add'))
    .description('add credentials once the provider has accepted them')
    .argument('<provider>', 'provider, as `weft models list --providers` names it')
    .option('--name <name>', 'how to tell it from others (default: default)')
    .option('--model <name>', 'for this one model only')
    .option('--type <type>', `type of that model: ${TYPE_HELP}`)
    .option('--set <variable=value...>', 'values that are no secrets')
    .option('--from-env <variable=NAME...>', 'take a value from an environment variable')
    .option('--stdin', 'read secrets that may be left out from standard input, too')
    .option('--replace <credential-id>', 'change this credential instead: a new key, for instance')
    .action(async (provider: string, options: Options<AddModelsArgs> & { model?: string }) => {
      exitWith(await addModels({ ...options, provider, config: config() }, host))
    })
  withCommon(models.command('test'))
    .description('make one real call')
    .argument('<what>', 'credential id, or provider/name of a model')
    .option('--type <type>', TYPE_HELP)
    .action(async (what: string, options: Options<TestModelsArgs>) => {
      exitWith(await testModels({ ...options, what, config: config() }, host))
    })
  withCommon(models.command('use'))
    .description('make a credential the one in use for its provider or model')
    .argument('<credential-id>')
    .action(async (id: string, options: Options<ModelsArgs>) => {
      exitWith(await activateModels({ ...options, id, config: config() }, host))
    })
  withCommon(models.command('remove'))
    .description('forget a credential')
    .argument('<credential-id>')
    .action(async (id: string, options: Options<ModelsArgs>) => {
      exitWith(await removeModels({ ...options, id, config: config() }, host))
    })
  withCommon(models.command('rotate-key'))
    .description('seal every credential under a new key')
    .action(async (options: Options<ModelsArgs>) => {
      exitWith(await rotateKey({ ...options, config: config() }, host))
    })
}

function addChoices(models: Command, config: Config, host: CommandHost, exitWith: ExitWith): void {
  withCommon(models.command('default'))
    .description('show or set the model that stands in where none is configured')
    .argument('[model]', 'provider/name; absent to show it')
    .option('--type <type>', TYPE_HELP)
    .option('--unset', 'take the default away')
    .action(async (model: string | undefined, options: Options<DefaultModelsArgs>) => {
      exitWith(await defaultModels({ ...options, model, config: config() }, host))
    })
  for (const isEnabled of [true, false])
    withCommon(models.command(isEnabled ? 'enable' : 'disable'))
      .description(isEnabled ? 'switch a model on again' : 'switch a model off')
      .argument('<model>', 'provider/name')
      .option('--type <type>', TYPE_HELP)
      .action(async (model: string, options: Options<SwitchModelsArgs>) => {
        exitWith(await switchModels({ ...options, model, isEnabled, config: config() }, host))
      })
}

function addConfiguring(
  models: Command,
  config: Config,
  host: CommandHost,
  exitWith: ExitWith,
): void {
  withCommon(models.command('configure'))
    .description('say how a model is called, what it costs and what stands in for it')
    .argument('<model>', 'provider/name; one the catalogue does not know is added')
    .option('--type <type>', TYPE_HELP)
    .option(
      '--balance <credential-id...>',
      'take turns with these credentials; inherit for the one in use',
    )
    .option('--unbalance', 'call with the credential in use alone')
    .option(
      '--fallback <provider/name...>',
      'models to ask, in this order, when this one cannot answer',
    )
    .option('--clear-fallbacks', 'let nothing stand in for it')
    .option('--input-price <number>', 'price of what is sent')
    .option('--output-price <number>', 'price of what is answered (default: nothing)')
    .option('--price-per <tokens>', 'so many tokens: 1, 1000 or 1000000 (default: 1000000)')
    .option('--currency <code>', 'currency of the price (default: USD)')
    .option('--clear-prices', 'go by the prices of the catalogue again')
    .option('--context-size <tokens>', 'tokens it sees at once', parseTokens)
    .option('--max-output <tokens>', 'tokens it answers at most', parseTokens)
    .option('--mode <mode>', 'chat or completion')
    .option('--features <list>', 'what it can do, such as vision,tool-call')
    .addHelpText(
      'after',
      `
Without an option, shows what holds for the model. What no option names stays as it is.

Examples:
  weft models configure openai/gpt-4o --balance 0199… 019a…
  weft models configure openai/gpt-4o --fallback anthropic/claude-haiku-4-5
  weft models configure openai/gpt-4o --input-price 2.5 --output-price 10
  weft models configure ollama/my-model --context-size 32768 --features tool-call`,
    )
    .action(async (model: string, options: Options<ConfigureModelsArgs>) => {
      exitWith(await configureModels({ ...options, model, config: config() }, host))
    })
  withCommon(models.command('forget'))
    .description('take back everything that was said of a model')
    .argument('<model>', 'provider/name')
    .option('--type <type>', TYPE_HELP)
    .option('--yes', 'do it')
    .action(async (model: string, options: ModelsArgs & { type?: string; yes?: boolean }) => {
      exitWith(await forgetModels({ ...options, model, config: config() }, host))
    })
}

function withCommon(command: Command): Command {
  return command
    .option('-d, --data-dir <folder>', 'folder of the embedded database (default: ./.weft)')
    .option('--database-url <url>', 'PostgreSQL to use in place of the embedded database')
    .option('--json', 'print one JSON line per item')
}

function parseTokens(raw: string): number {
  const tokens = Number(raw)
  if (!Number.isInteger(tokens) || tokens < 1 || tokens > 100_000_000)
    throw new InvalidArgumentError('Give 1 to 100000000.')
  return tokens
}

function parseDays(raw: string): number {
  const days = Number(raw)
  if (!Number.isInteger(days) || days < 1 || days > 3_650)
    throw new InvalidArgumentError('Give 1 to 3650.')
  return days
}
