import { defaultModels, type DefaultModelsArgs } from './models-command.js'
import {
  examples,
  parseCount,
  TYPE_HELP,
  withCommon,
  type ModelsProgram,
  type Options,
} from './models-option.js'
import {
  balanceModel,
  fallbackModel,
  forgetModel,
  setModel,
  showModel,
  switchModels,
  type BalanceModelArgs,
  type FallbackModelArgs,
  type ForgetModelArgs,
  type OneModelArgs,
  type SetModelArgs,
  type SwitchModelsArgs,
} from './models-setting-command.js'

/** `weft models set` and what else is decided about single models. */
export function addSettingCommands(program: ModelsProgram): void {
  addDefault(program)
  addShowing(program)
  addSetting(program)
  addBalancing(program)
  addFallbacks(program)
}

function addDefault({ models, config, host, exitWith }: ModelsProgram): void {
  withCommon(models.command('default'))
    .description('show or choose what answers for weft/default and for models nobody configured')
    .argument('[model]', 'provider/name; absent to show it')
    .option('--type <type>', TYPE_HELP)
    .option('--unset', 'take the default away')
    .addHelpText(
      'after',
      examples(
        'weft models default',
        'weft models default anthropic/claude-sonnet-4-5',
        'weft models default openai/text-embedding-3-small --type text-embedding',
      ),
    )
    .action(async (model: string | undefined, options: Options<DefaultModelsArgs>) => {
      exitWith(await defaultModels({ ...options, model, config: config() }, host))
    })
}

function addShowing({ models, config, host, exitWith }: ModelsProgram): void {
  withCommon(models.command('show'))
    .description(
      'everything about one model: price, sizes, credentials in turn and at rest, fallbacks',
    )
    .argument('<model>', 'provider/name')
    .option('--type <type>', TYPE_HELP)
    .action(async (model: string, options: Options<OneModelArgs>) => {
      exitWith(await showModel({ ...options, model, config: config() }, host))
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

function addSetting({ models, config, host, exitWith }: ModelsProgram): void {
  withCommon(models.command('set'))
    .description('say what a model costs and how much it takes, or add one nobody knows')
    .argument('<model>', 'provider/name')
    .option('--type <type>', TYPE_HELP)
    .option('--input-price <decimal>', 'price of the prompt, for so many tokens as the unit says')
    .option('--output-price <decimal>', 'price of the answer')
    .option(
      '--price-unit <decimal>',
      '0.000001 for prices per million tokens (default), 0.001 per thousand',
    )
    .option('--currency <code>', 'three letters (default: USD)')
    .option('--context-size <tokens>', 'tokens it can see at once', parseCount)
    .option('--max-output <tokens>', 'longest answer', parseCount)
    .option('--dimensions <number>', 'length of the vectors of an embedding model', parseCount)
    .option('--batch-size <number>', 'texts per call of an embedding model', parseCount)
    .option('--mode <mode>', 'chat, or completion for models that continue a text')
    .option(
      '--features <list>',
      'tool-call, vision, structured-output, …, separated by commas; none',
    )
    .option(
      '--reset <what...>',
      'forget what was set: price, mode, context-size, max-output, dimensions, batch-size, features, all',
    )
    .addHelpText(
      'after',
      examples(
        'weft models set openai/gpt-4o --input-price 2.50 --output-price 10',
        'weft models set openai/ft:gpt-4o-mini:mine --mode chat --context-size 128000 --features tool-call,vision',
        'weft models set openai/gpt-4o --reset price',
      ),
    )
    .action(async (model: string, options: Options<SetModelArgs>) => {
      exitWith(await setModel({ ...options, model, config: config() }, host))
    })
  withCommon(models.command('forget'))
    .description('take back everything decided about a model, its own credentials included')
    .argument('<model>', 'provider/name')
    .option('--type <type>', TYPE_HELP)
    .option('--yes', 'agree that it cannot be brought back')
    .action(async (model: string, options: Options<ForgetModelArgs>) => {
      exitWith(await forgetModel({ ...options, model, config: config() }, host))
    })
}

function addBalancing({ models, config, host, exitWith }: ModelsProgram): void {
  withCommon(models.command('balance'))
    .description('spread the calls of a model over several credentials, which take turns')
    .argument('<model>', 'provider/name')
    .argument(
      '[credentials...]',
      "ids or names in the order of turns; inherit for the provider's own",
    )
    .option('--type <type>', TYPE_HELP)
    .option('--on', 'take turns')
    .option('--off', 'take no turns, and remember the credentials')
    .option('--enable <credentials...>', 'let these take their turns again')
    .option('--disable <credentials...>', 'leave these out')
    .addHelpText(
      'after',
      `
A credential that is turned away rests for a minute, one that fails otherwise for ten seconds.
${examples(
  'weft models balance openai/gpt-4o first second',
  'weft models balance openai/gpt-4o --disable second',
  'weft models balance openai/gpt-4o --off',
)}`,
    )
    .action(
      async (model: string, credentials: readonly string[], options: Options<BalanceModelArgs>) => {
        exitWith(await balanceModel({ ...options, model, credentials, config: config() }, host))
      },
    )
}

function addFallbacks({ models, config, host, exitWith }: ModelsProgram): void {
  withCommon(models.command('fallback'))
    .description('say which models answer, in this order, when the model itself cannot')
    .argument('<model>', 'provider/name')
    .argument('[fallbacks...]', 'provider/name each; absent to show them')
    .option('--type <type>', TYPE_HELP)
    .option('--none', 'have none')
    .addHelpText(
      'after',
      examples(
        'weft models fallback openai/gpt-4o anthropic/claude-sonnet-4-5 offline/echo',
        'weft models fallback openai/gpt-4o --none',
      ),
    )
    .action(
      async (model: string, fallbacks: readonly string[], options: Options<FallbackModelArgs>) => {
        exitWith(await fallbackModel({ ...options, model, fallbacks, config: config() }, host))
      },
    )
}
