import type { ConfigureModelArgs } from '@weft/application/model'
import { describeModel, type ModelKey } from '@weft/domain/model'
import type { Container } from 'inversify'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import type { CommandHost } from './command-host.js'
import { requireModelRef, requireModelType, requireYes, type ModelsArgs } from './models-args.js'
import { readChosenCredentials, withSwitches } from './models-balance.js'
import { toOverrides, type OverrideArgs } from './models-overrides.js'
import { viewLine, viewModel, viewText, type ModelView } from './models-view.js'
import { printLines } from './print-lines.js'
import { UsageError } from './usage-error.js'
import { withInstallation } from './with-installation.js'

const tenantId = DEFAULT_WORKSPACE

/** What every command about one model takes. */
export type OneModelArgs = ModelsArgs & {
  /** `provider/name`. */
  readonly model: string
  readonly type?: string
}

type Change = ConfigureModelArgs['change']

function keyOf({ model, type = 'llm' }: OneModelArgs): ModelKey {
  return { ...requireModelRef(model), type: requireModelType(type) }
}

type Decision = Change | undefined | Promise<Change | undefined>

/** Changes a model as `decide` says, when it says anything, and shows how it is then. */
function changing(
  args: OneModelArgs,
  host: CommandHost,
  decide: (view: ModelView, container: Container) => Decision,
): Promise<number> {
  const key = keyOf(args)
  return withInstallation(args, host, async (container) => {
    const change = await decide(await viewModel(container, key), container)
    if (change) await container.get(TOKENS.configureModel).execute({ tenantId, model: key, change })
    const view = await viewModel(container, key)
    printLines(host, args, [viewLine(view)], viewText(view))
  })
}

/** A misspelt name must not become a model of its own. @throws UsageError for a model nobody knows. */
function requireKnown({ listed, setting: { model } }: ModelView): void {
  if (listed) return
  const name = describeModel(model)
  throw new UsageError(
    `Nobody knows the ${model.type} model ${name}. \`weft models list --all\` shows those that are known; ` +
      `\`weft models set ${name} --mode chat\` adds it.`,
  )
}

/** Shows everything about one model. */
export function showModel(args: OneModelArgs, host: CommandHost): Promise<number> {
  return changing(args, host, (view) => {
    requireKnown(view)
    return undefined
  })
}

export type SetModelArgs = OneModelArgs & OverrideArgs

/** Says what a model costs and how much it takes. A model the catalogue does not know is added. */
export function setModel(args: SetModelArgs, host: CommandHost): Promise<number> {
  return changing(args, host, ({ setting, listed }) => ({
    overrides: toOverrides(args, setting.overrides, listed?.pricing),
  }))
}

export type SwitchModelsArgs = OneModelArgs & { readonly isEnabled: boolean }

/** Switches a model on or off. */
export function switchModels(args: SwitchModelsArgs, host: CommandHost): Promise<number> {
  return changing(args, host, (view) => {
    requireKnown(view)
    return { isEnabled: args.isEnabled }
  })
}

export type BalanceModelArgs = OneModelArgs & {
  /** Ids or names of credentials, or `inherit`; they take the place of those there were. */
  readonly credentials: readonly string[]
  readonly on?: boolean
  readonly off?: boolean
  readonly enable?: readonly string[]
  readonly disable?: readonly string[]
}

/** Spreads the calls of a model over several credentials. */
export function balanceModel(args: BalanceModelArgs, host: CommandHost): Promise<number> {
  if (args.on && args.off) throw new UsageError('Say --on or --off, not both.')
  return changing(args, host, async (view, container) => {
    requireKnown(view)
    const { setting } = view
    const { credentials, on, off, enable = [], disable = [] } = args
    const isAsked = credentials.length + enable.length + disable.length > 0
    if (!isAsked && !on && !off) return undefined
    const read = await readChosenCredentials(container, setting.model)
    const chosen =
      credentials.length === 0
        ? setting.balanced
        : credentials.map((text) => ({ credentialId: read(text), isEnabled: true }))
    const balanced = withSwitches(chosen, enable.map(read), disable.map(read))
    const isBalanced = off ? false : (on ?? (credentials.length > 0 || setting.isBalanced))
    return { balanced, isBalanced }
  })
}

export type FallbackModelArgs = OneModelArgs & {
  /** `provider/name`, in the order in which they are asked. */
  readonly fallbacks: readonly string[]
  readonly none?: boolean
}

/** Says which models answer in turn when the model itself cannot. */
export function fallbackModel(args: FallbackModelArgs, host: CommandHost): Promise<number> {
  const fallbacks = args.fallbacks.map(requireModelRef)
  if (fallbacks.length > 0 && args.none)
    throw new UsageError('Name models or say --none, not both.')
  return changing(args, host, (view, container) => {
    requireKnown(view)
    if (fallbacks.length === 0) return args.none ? { fallbacks } : undefined
    const providers = container.get(TOKENS.providers)
    return {
      fallbacks: fallbacks.map(({ provider, name }) => ({
        provider: providers.find(provider)?.id ?? provider,
        name,
      })),
    }
  })
}

export type ForgetModelArgs = OneModelArgs & { readonly yes?: boolean }

/** Takes back everything decided about a model. */
export function forgetModel(args: ForgetModelArgs, host: CommandHost): Promise<number> {
  const key = keyOf(args)
  const name = `${key.provider}/${key.name}`
  requireYes(args, `takes back everything decided about ${name}, its own credentials included`)
  return withInstallation(args, host, async (container) => {
    await container.get(TOKENS.forgetModel).execute({ tenantId, model: key })
    const text = `Nothing is decided about ${name} any more.\n`
    printLines(host, args, [{ forgotten: name, type: key.type }], text)
  })
}
