import { readFileSync } from 'node:fs'
import {
  parseOfflineScript,
  type ModelSettings,
  type OfflineScript,
  type ProviderConfiguration,
} from '@weft/adapters-llm'
import type { OperatorModels, OperatorProvider } from '@weft/application/model'
import {
  asksForDefault,
  describeModel,
  parseModelRef,
  type ModelRef,
  type ModelType,
} from '@weft/domain/model'
import type { Config } from '../config/config.js'
import { ConfigInvalid } from '../config/load-config.js'
import { variableOf } from '../config/provider-shortcut.js'
import { hostedBaseModels } from './hosted-models.js'
import { toProviderConfiguration } from './provider-configuration.js'

/** The providers of the operator's configuration, and the one that needs none. */
export function operatorProviders(config: Config): readonly ProviderConfiguration[] {
  return [
    ...config.models.providers.map((provider) => ({
      ...toProviderConfiguration(provider, modelSettings(provider)),
      baseModels: hostedBaseModels(config, provider.id),
    })),
    offlineProvider(config),
  ]
}

/** What the operator configured, by name. */
export function listOperatorModels({ models }: Config): OperatorModels {
  const configured = models.providers.flatMap((provider) =>
    Object.entries(provider.models).map(([name, { mode }]) => ({
      type: TYPE_OF_MODE[mode],
      provider: provider.id,
      name,
    })),
  )
  const script = models.offlineScript === undefined ? [] : [offline('llm', 'script')]
  return {
    providers: models.providers.map(({ id }) => id),
    models: [...configured, ...OFFLINE_MODELS, ...script],
  }
}

/** Where a language model is looked for when nobody chose one, in this order. */
export function operatorChatProviders({ models }: Config): readonly OperatorProvider[] {
  return models.providers
    .map(({ id, kind, models: described }) => ({
      id,
      kind: kind === 'openai-compatible' ? id : kind,
      models: Object.entries(described)
        .filter(([, { mode }]) => mode === 'chat')
        .map(([name]) => name),
    }))
    .filter((provider) => provider.kind !== DEPLOYED || provider.models.length > 0)
}

/** What answers where no provider is configured at all. */
export const LAST_RESORT: Readonly<Partial<Record<ModelType, ModelRef>>> = {
  llm: { provider: 'offline', name: 'echo' },
}

/** The operator's stand-ins for models nobody configured. */
export function operatorDefaults({
  models,
}: Config): Readonly<Partial<Record<ModelType, ModelRef>>> {
  return {
    ...asDefault('llm', 'models.default', models.default),
    ...asDefault('text-embedding', 'models.defaultEmbedding', models.defaultEmbedding),
  }
}

/** What to do about a model nobody configured. */
export function remedy(asked: ModelRef): string {
  if (asksForDefault(asked))
    return 'There is no default model of this type yet: choose one by `weft models default provider/name --type …`.'
  const provider = asked.provider.split('/').at(-1) ?? asked.provider
  const variable = variableOf(provider)
  const hint = variable === undefined ? 'Add' : `Set ${variable}, or add`
  return (
    `${hint} the provider by \`weft models add ${provider}\` or under models.providers of weft.yaml, or name a ` +
    `model that stands in for ${describeModel(asked)}: --model offline/echo, or WEFT_DEFAULT_MODEL=provider/name.`
  )
}

/** Its models go by names that the operator gave them, and which it does not list. */
const DEPLOYED = 'azure-openai'

type ConfiguredProvider = Config['models']['providers'][number]
type ConfiguredModel = ConfiguredProvider['models'][string]

const TYPE_OF_MODE = {
  chat: 'llm',
  completion: 'llm',
  embedding: 'text-embedding',
  rerank: 'rerank',
  moderation: 'moderation',
  'speech-to-text': 'speech2text',
  'text-to-speech': 'tts',
} as const satisfies Record<ConfiguredModel['mode'], ModelType>

const offline = (type: ModelType, name: string) => ({ type, provider: 'offline', name })

const OFFLINE_MODELS = [
  offline('llm', 'echo'),
  offline('text-embedding', 'hash-embedding'),
  offline('rerank', 'hash-rerank'),
  offline('moderation', 'word-moderation'),
]

function asDefault(
  type: ModelType,
  setting: string,
  text: string | undefined,
): Partial<Record<ModelType, ModelRef>> {
  if (text === undefined) return {}
  const model = parseModelRef(text)
  if (model && !asksForDefault(model)) return { [type]: model }
  throw new ConfigInvalid(
    `${setting} must be provider/name, for example offline/echo; got ${JSON.stringify(text)}.`,
  )
}

function modelSettings({ models }: ConfiguredProvider): Readonly<Record<string, ModelSettings>> {
  return Object.fromEntries(
    Object.entries(models).map(([name, model]) => [name, toModelSettings(model)]),
  )
}

function toModelSettings(model: ConfiguredModel): ModelSettings {
  const { mode, contextSize, dimensions, batchSize, features, pricing } = model
  const priced = pricing === undefined ? {} : { pricing }
  switch (mode) {
    case 'chat':
    case 'completion':
      return {
        mode,
        ...priced,
        ...(contextSize === undefined ? {} : { contextSize }),
        ...(features === undefined ? {} : { features }),
      }
    case 'embedding':
      return {
        mode,
        ...priced,
        ...(dimensions === undefined ? {} : { dimensions }),
        ...(batchSize === undefined ? {} : { batchSize }),
      }
    case 'rerank':
      return { mode, ...priced }
    default:
      return { mode }
  }
}

function offlineProvider({ models }: Config): ProviderConfiguration {
  if (models.offlineScript === undefined) return { kind: 'offline' }
  return { kind: 'offline', scripts: { script: readScript(models.offlineScript) } }
}

/** The script itself where the setting holds one, else the file it names. */
function readScript(setting: string): OfflineScript {
  const isScript = setting.startsWith('{')
  try {
    return parseOfflineScript(JSON.parse(isScript ? setting : readFileSync(setting, 'utf8')))
  } catch (error) {
    const what = isScript ? 'The offline script' : `The offline script ${setting}`
    throw new ConfigInvalid(`${what} cannot be read: ${String(error)}`, { cause: error })
  }
}
