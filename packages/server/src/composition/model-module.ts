import { readFileSync } from 'node:fs'
import { Egress } from '@weft/adapters-egress'
import {
  createModelRegistry,
  parseOfflineScript,
  type OfflineScript,
  type ProviderConfiguration,
} from '@weft/adapters-llm'
import { Secret } from '@weft/domain/kernel'
import { describeModel, parseModelRef, type ModelRef, type ModelRegistry } from '@weft/domain/model'
import { ContainerModule } from 'inversify'
import type { Config } from '../config/config.js'
import { ConfigInvalid } from '../config/load-config.js'
import { TOKENS } from './tokens.js'

const CONNECT_MS = 5_000

/** The models of the configuration, and the way out to them. */
export const modelModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.egress)
    .toResolvedValue(
      (config) => Egress.open({ allow: allowedAddresses(config), connectTimeoutMs: CONNECT_MS }),
      [TOKENS.config],
    )
    .inSingletonScope()
  bind(TOKENS.models)
    .toResolvedValue((config, egress) => openModels(config, egress), [TOKENS.config, TOKENS.egress])
    .inSingletonScope()
})

/** What the operator allowed, and the providers the operator configured: those may well be on the same machine. */
function allowedAddresses(config: Config): readonly string[] {
  const providers = config.models.providers.map(({ baseUrl }) => {
    const { hostname, port, protocol } = new URL(baseUrl)
    return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`
  })
  return [...config.egress.allow, ...providers]
}

function openModels(config: Config, egress: Egress): ModelRegistry {
  const defaultModel = defaultModelOf(config)
  return createModelRegistry({
    providers: [...config.models.providers.map(toProvider), offlineProvider(config)],
    ...(defaultModel && { defaultModel }),
    fetch: egress.fetch,
    remedy,
  })
}

function defaultModelOf({ models }: Config): ModelRef | undefined {
  if (models.default === undefined) return undefined
  const model = parseModelRef(models.default)
  if (!model)
    throw new ConfigInvalid(
      `models.default must be provider/name, for example offline/echo; got ${JSON.stringify(models.default)}.`,
    )
  return model
}

function toProvider(provider: Config['models']['providers'][number]): ProviderConfiguration {
  const { id, aliases, baseUrl, apiKey } = provider
  return {
    kind: 'openai-compatible',
    id,
    aliases,
    baseUrl,
    ...(apiKey === undefined ? {} : { apiKey: Secret.of(apiKey) }),
    models: Object.fromEntries(
      Object.entries(provider.models).map(([name, { mode, contextSize, features, pricing }]) => [
        name,
        {
          mode,
          ...(contextSize === undefined ? {} : { contextSize }),
          ...(features === undefined ? {} : { features }),
          ...(pricing === undefined ? {} : { pricing }),
        },
      ]),
    ),
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

function remedy(asked: ModelRef): string {
  const variable = `${asked.provider.split('/').at(-1)?.toUpperCase().replace(/\W/g, '_') ?? ''}_API_KEY`
  const hint = /openai|deepseek/i.test(asked.provider) ? `Set ${variable}, or add` : 'Add'
  return (
    `${hint} the provider under models.providers of weft.yaml, or name a model that stands in for ` +
    `${describeModel(asked)}: --model offline/echo, or WEFT_DEFAULT_MODEL=provider/name.`
  )
}
