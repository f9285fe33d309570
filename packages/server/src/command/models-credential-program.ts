import type { Command } from 'commander'
import type { ModelsArgs } from './models-args.js'
import { testModels, type TestModelsArgs } from './models-command.js'
import {
  activateModels,
  addModels,
  changeModels,
  removeModels,
  rotateKey,
  type AddModelsArgs,
  type ChangeModelsArgs,
  type RemoveModelsArgs,
} from './models-credential-command.js'
import {
  examples,
  TYPE_HELP,
  withCommon,
  type ModelsProgram,
  type Options,
} from './models-option.js'

/** `weft models add` and what else concerns credentials. */
export function addCredentialCommands(program: ModelsProgram): void {
  addAdding(program)
  addChanging(program)
  addUsing(program)
}

function withValues(command: Command): Command {
  return withCommon(command)
    .option('--set <variable=value...>', 'values that are no secrets')
    .option('--from-env <variable=NAME...>', 'take a value from an environment variable')
    .option('--from-file <variable=FILE...>', 'take a value from a file')
}

function addAdding({ models, config, host, exitWith }: ModelsProgram): void {
  withValues(models.command('add'))
    .description('add credentials once the provider has accepted them')
    .argument('<provider>', 'provider, as `weft models list --providers` names it')
    .option('--name <name>', 'how to tell it from others (default: default)')
    .option('--model <name>', 'for this one model only')
    .option('--type <type>', `type of that model: ${TYPE_HELP}`)
    .option('--stdin', 'read secrets that may be left out from standard input, too')
    .option('--replace <credential-id>', 'change this credential instead: see `weft models change`')
    .addHelpText(
      'after',
      `
A secret that is needed and not given is read from standard input; several as a JSON map.
${examples(
  'echo "$KEY" | weft models add openai',
  'weft models add openai --name second --from-file openai_api_key=second.key',
  'weft models add anthropic --from-env anthropic_api_key=ANTHROPIC_API_KEY',
  'weft models add azure-openai --model my-gpt --set openai_api_base=https://mine.openai.azure.com \\',
  '    --set base_model_name=gpt-4o-mini --from-env openai_api_key=AZURE_OPENAI_API_KEY',
)}`,
    )
    .action(async (provider: string, options: Options<AddModelsArgs> & { model?: string }) => {
      exitWith(await addModels({ ...options, provider, config: config() }, host))
    })
  withCommon(models.command('test'))
    .description('make one real call')
    .argument('<what>', 'credential id, or provider/name of a model')
    .option('--type <type>', TYPE_HELP)
    .addHelpText(
      'after',
      examples('weft models test openai/gpt-4o-mini', 'weft models test weft/default'),
    )
    .action(async (what: string, options: Options<TestModelsArgs>) => {
      exitWith(await testModels({ ...options, what, config: config() }, host))
    })
}

function addChanging({ models, config, host, exitWith }: ModelsProgram): void {
  withValues(models.command('change'))
    .description("put a new key or name in place of a credential's; what is not given stays")
    .argument('<credential-id>')
    .option('--name <name>', 'how to tell it from others')
    .option('--stdin', 'read new secrets from standard input')
    .addHelpText(
      'after',
      examples(
        'echo "$NEW_KEY" | weft models change 0191… --stdin',
        'weft models change 0191… --name "second key"',
      ),
    )
    .action(async (id: string, options: Options<ChangeModelsArgs>) => {
      exitWith(await changeModels({ ...options, id, config: config() }, host))
    })
  withCommon(models.command('remove'))
    .description('forget a credential')
    .argument('<credential-id>')
    .option('--yes', 'agree that it cannot be brought back')
    .action(async (id: string, options: Options<RemoveModelsArgs>) => {
      exitWith(await removeModels({ ...options, id, config: config() }, host))
    })
}

function addUsing({ models, config, host, exitWith }: ModelsProgram): void {
  withCommon(models.command('use'))
    .description('make a credential the one in use for its provider or model')
    .argument('<credential-id>')
    .action(async (id: string, options: Options<ModelsArgs>) => {
      exitWith(await activateModels({ ...options, id, config: config() }, host))
    })
  withCommon(models.command('rotate-key'))
    .description('seal every credential under a new key')
    .addHelpText(
      'after',
      `
A key that is kept in the data folder is replaced. One of the configuration is replaced by starting with a new
WEFT_SECRET_KEY, the old one in WEFT_PREVIOUS_SECRET_KEYS, and running this.`,
    )
    .action(async (options: Options<ModelsArgs>) => {
      exitWith(await rotateKey({ ...options, config: config() }, host))
    })
}
