import type { ListedModel } from '@weft/application/model'
import {
  describeModel,
  ModelSetting,
  type BalancedCredential,
  type ModelKey,
  type ModelPricing,
} from '@weft/domain/model'
import type { Container } from 'inversify'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import { seconds, table } from './models-output.js'

const tenantId = DEFAULT_WORKSPACE

type ShownCredential = BalancedCredential & {
  readonly name: string
  /** Absent while it takes no turns. */
  readonly restingMs: number | undefined
}

/** Everything there is to say about one model of the workspace. */
export type ModelView = {
  readonly setting: ModelSetting
  /** Absent for a model that nobody knows. */
  readonly listed: ListedModel | undefined
  readonly credentials: readonly ShownCredential[]
}

/** The model under its provider's own id, as the workspace has it now. */
export async function viewModel(container: Container, asked: ModelKey): Promise<ModelView> {
  const provider = container.get(TOKENS.providers).find(asked.provider)
  const key: ModelKey = { ...asked, provider: provider?.id ?? asked.provider }
  const stored = await container.get(TOKENS.modelSource).load(tenantId)
  const setting = stored.setting(key) ?? ModelSetting.initial(key)
  const all = await container
    .get(TOKENS.listModels)
    .execute({ tenantId, type: key.type, all: true })
  const listed = all.find(({ model }) => model.provider === key.provider && model.name === key.name)
  const nameOf = (id: string): string =>
    stored.credentials.find((credential) => credential.id === id)?.properties.name ?? ''
  const credentials = setting.balanced.map((one) => ({
    ...one,
    name: one.credentialId === 'inherit' ? "the provider's own" : nameOf(one.credentialId),
    restingMs: listed?.turns?.find(({ credentialId }) => credentialId === one.credentialId)
      ?.restingMs,
  }))
  return { setting, listed, credentials }
}

export function viewLine({ setting, listed, credentials }: ModelView): object {
  const { model, overrides } = setting
  const { contextSize, maxOutputTokens, maxChunks, ...rest } = overrides
  return {
    provider: model.provider,
    model: model.name,
    type: model.type,
    status: listed?.status ?? null,
    source: listed?.source ?? null,
    enabled: setting.isEnabled,
    custom: setting.isCustom,
    default: listed?.isDefault ?? false,
    context_size: listed?.contextSize ?? null,
    features: listed?.features ?? null,
    pricing: listed?.pricing ?? null,
    overrides: {
      ...rest,
      ...(contextSize === undefined ? {} : { context_size: contextSize }),
      ...(maxOutputTokens === undefined ? {} : { max_output: maxOutputTokens }),
      ...(maxChunks === undefined ? {} : { batch_size: maxChunks }),
    },
    balanced: setting.isBalanced,
    credentials: credentials.map(({ credentialId, name, isEnabled, restingMs }) => ({
      id: credentialId,
      name,
      enabled: isEnabled,
      resting_ms: restingMs ?? null,
    })),
    fallbacks: setting.fallbacks.map(describeModel),
  }
}

export function viewText(view: ModelView): string {
  const { setting, listed, credentials } = view
  const { model, overrides, fallbacks } = setting
  const own = Object.keys(overrides)
  const rows = [
    ['status', statusText(view)],
    ['price', listed?.pricing ? priceText(listed.pricing) : 'unknown: calls are free of charge'],
    ['context', listed?.contextSize === undefined ? 'unknown' : `${listed.contextSize} tokens`],
    ['features', listed?.features?.join(', ') ?? 'unknown: nothing is refused'],
    ...(own.length === 0 ? [] : [['set here', own.join(', ')]]),
    ['balanced', balanceText(view)],
    ...credentials.map((credential) => ['', credentialText(credential)]),
    ['fallbacks', fallbacks.length === 0 ? 'none' : fallbacks.map(describeModel).join(', ')],
  ]
  const note =
    own.length > 0 && listed?.source === 'operator'
      ? "Its calls go through the configuration's provider, whose prices and sizes are set in weft.yaml " +
        '(models.providers). What is set here counts for credentials of the workspace.\n'
      : ''
  return `${describeModel(model)} (${model.type})\n${table(rows.map((row) => ['', ...row]))}${note}`
}

function statusText({ setting, listed }: ModelView): string {
  const source =
    listed?.source === undefined
      ? 'no credentials'
      : listed.source === 'operator'
        ? 'by the configuration'
        : "by the workspace's credentials"
  const kinds = [setting.isCustom ? 'added here' : '', listed?.isDefault ? 'the default' : '']
  const facts = [listed?.status ?? 'unknown', source, ...kinds]
  return facts.filter((fact) => fact !== '').join(', ')
}

function priceText({ input, output, unit, currency = 'USD' }: ModelPricing): string {
  const tokens = Math.round(1 / Number(unit)).toLocaleString('en-US')
  return `${input} for input, ${output ?? '0'} for output, per ${tokens} tokens, in ${currency}`
}

function balanceText({ setting, credentials }: ModelView): string {
  if (!setting.isBalanced) return 'off'
  const enabled = credentials.filter(({ isEnabled }) => isEnabled).length
  return enabled > 1
    ? `on, over ${enabled} credentials in turn`
    : 'on, but fewer than two credentials are enabled, so there are no turns'
}

function credentialText({ credentialId, name, isEnabled, restingMs }: ShownCredential): string {
  const state = !isEnabled ? 'disabled' : restingMs ? `rests ${seconds(restingMs)} more` : 'enabled'
  const id = credentialId === 'inherit' ? 'inherit' : credentialId
  return `${id}  ${name === '' ? 'gone' : name}  ${state}`
}
