import type { ListedModel } from '@weft/application/model'
import type { ModelKey, ModelPricing, ModelSetting } from '@weft/domain/model'
import type { Container } from 'inversify'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import type { CommandHost } from './command-host.js'
import { requireModelRef, requireModelType, type ModelsArgs } from './models-args.js'
import {
  balanceOf,
  fallbacksOf,
  overridesOf,
  PRICE_UNITS,
  type ConfigureModelsArgs,
  type ModelChange,
} from './models-configure-args.js'
import { restText } from './models-output.js'
import { UsageError } from './usage-error.js'
import { withInstallation } from './with-installation.js'

const tenantId = DEFAULT_WORKSPACE

/** Says how a model is called and what stands in for it; without any option, shows what was said. */
export function configureModels(args: ConfigureModelsArgs, host: CommandHost): Promise<number> {
  const type = requireModelType(args.type ?? 'llm')
  const ref = requireModelRef(args.model)
  const change = { ...balanceOf(args), ...fallbacksOf(args) }
  const overrides = overridesOf(args)
  return withInstallation(args, host, async (container) => {
    const model = { ...ref, provider: idOf(container, ref.provider), type }
    const before = await settingOf(container, model)
    const better: ModelChange = overrides
      ? { ...change, overrides: overrides(before?.overrides ?? {}) }
      : change
    if (Object.keys(better).length > 0)
      await container.get(TOKENS.configureModel).execute({ tenantId, model, change: better })
    const setting = await settingOf(container, model)
    const listed = await container.get(TOKENS.listModels).execute({ tenantId, type, all: true })
    const shown = listed.find((one) => isSame(one.model, model))
    if (!shown)
      throw new UsageError(
        `There is no ${type} model ${args.model}. \`weft models list --all\` shows those there are.`,
      )
    host.stdout.write(
      args.json ? `${JSON.stringify(settingLine(shown, setting))}\n` : settingText(shown, setting),
    )
  })
}

/** Takes back everything that was said of a model. */
export function forgetModels(
  args: ModelsArgs & { readonly model: string; readonly type?: string; readonly yes?: boolean },
  host: CommandHost,
): Promise<number> {
  const type = requireModelType(args.type ?? 'llm')
  const ref = requireModelRef(args.model)
  if (args.yes !== true)
    throw new UsageError(
      `This takes back everything that was said of ${args.model}, its own credentials included. Add --yes to do it.`,
    )
  return withInstallation(args, host, async (container) => {
    const model = { ...ref, provider: idOf(container, ref.provider), type }
    await container.get(TOKENS.forgetModel).execute({ tenantId, model })
    const line = { forgotten: `${model.provider}/${model.name}`, type }
    host.stdout.write(
      args.json ? `${JSON.stringify(line)}\n` : `${line.forgotten} is as the catalogue has it.\n`,
    )
  })
}

/** The provider's own name, whichever spelling was used. */
function idOf(container: Container, spelling: string): string {
  const provider = container.get(TOKENS.providers).find(spelling)
  if (provider) return provider.id
  throw new UsageError(
    `No model provider is called ${JSON.stringify(spelling)}. \`weft models list --providers\` shows them.`,
  )
}

async function settingOf(container: Container, model: ModelKey): Promise<ModelSetting | undefined> {
  return (await container.get(TOKENS.modelSource).load(tenantId)).setting(model)
}

const isSame = (one: ModelKey, other: ModelKey): boolean =>
  one.type === other.type && one.provider === other.provider && one.name === other.name

function settingLine(listed: ListedModel, setting: ModelSetting | undefined): object {
  const { model, status, contextSize, features, pricing, turns } = listed
  return {
    model: `${model.provider}/${model.name}`,
    type: model.type,
    status,
    custom: listed.isCustom,
    context_size: contextSize ?? null,
    features: features ?? null,
    pricing: pricing ?? null,
    balanced: setting?.isBalanced ?? false,
    turns: (turns ?? []).map(({ credentialId, name, restingMs }) => ({
      credential: credentialId,
      name,
      resting_ms: restingMs,
    })),
    fallbacks: (setting?.fallbacks ?? []).map(({ provider, name }) => `${provider}/${name}`),
  }
}

function settingText(listed: ListedModel, setting: ModelSetting | undefined): string {
  const { model, status, contextSize, pricing, turns } = listed
  const fallbacks = (setting?.fallbacks ?? []).map(({ provider, name }) => `${provider}/${name}`)
  const isBalanced = setting?.isBalanced ?? false
  const lines = [
    `${model.provider}/${model.name} (${model.type}, ${status})`,
    `  context    ${contextSize === undefined ? 'unknown' : `${contextSize} tokens`}`,
    `  price      ${pricing ? priceText(pricing) : 'unknown'}`,
    `  load       ${isBalanced ? `balanced: ${(turns ?? []).map(restText).join(', ') || 'too few credentials are left'}` : 'the credential in use'}`,
    `  fallbacks  ${fallbacks.join(', ') || 'none'}`,
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function priceText({ input, output, unit, currency = 'USD' }: ModelPricing): string {
  const per = [...PRICE_UNITS].find(([, known]) => known === unit)?.[0]
  const amount = output === undefined ? `${input} in` : `${input} in, ${output} out`
  return `${amount} ${currency} per ${per === undefined ? `unit of ${unit}` : `${per} tokens`}`
}
