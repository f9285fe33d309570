import {
  isEndpointKind,
  type KeyedConfiguration,
  type ModelSettings,
  type ProviderConfiguration,
} from '@weft/adapters-llm'
import { Secret } from '@weft/domain/kernel'
import type { Config } from '../config/config.js'
import { ConfigInvalid } from '../config/load-config.js'

type ConfiguredProvider = Config['models']['providers'][number]

/**
 * A provider of the configuration as the adapters take it.
 *
 * @throws ConfigInvalid when something is missing that this kind of provider needs.
 */
export function toProviderConfiguration(
  provider: ConfiguredProvider,
  models: Readonly<Record<string, ModelSettings>>,
): ProviderConfiguration {
  const { id, kind, aliases, baseUrl, apiVersion } = provider
  const address = baseUrl === undefined ? {} : { baseUrl }
  const common = { id, aliases, models }
  if (kind === 'openai-compatible')
    return { kind, ...common, baseUrl: required(provider, 'baseUrl'), ...optionalKey(provider) }
  if (isEndpointKind(kind)) return { kind, ...common, ...address, ...optionalKey(provider) }
  if (kind === 'azure-openai')
    return {
      kind,
      ...common,
      baseUrl: required(provider, 'baseUrl'),
      apiKey: requiredKey(provider),
      ...(apiVersion === undefined ? {} : { apiVersion }),
    }
  if (kind === 'bedrock')
    return {
      kind,
      ...common,
      ...address,
      region: required(provider, 'region'),
      credentials: { apiKey: requiredKey(provider) },
    }
  if (kind === 'openai' || isKeyed(kind))
    return { kind, ...common, ...address, apiKey: requiredKey(provider) }
  throw new ConfigInvalid(
    `models.providers: ${id} has the unknown kind ${JSON.stringify(kind)}. ` +
      'Use openai-compatible, or add it by `weft models add`.',
  )
}

const KEYED = [
  'anthropic',
  'google',
  'mistral',
  'deepseek',
  'cohere',
  'jina',
] as const satisfies readonly KeyedConfiguration['kind'][]

function isKeyed(kind: string): kind is KeyedConfiguration['kind'] {
  return KEYED.some((one) => one === kind)
}

function optionalKey({ apiKey }: ConfiguredProvider): { readonly apiKey?: Secret } {
  return apiKey === undefined ? {} : { apiKey: Secret.of(apiKey) }
}

function requiredKey(provider: ConfiguredProvider): Secret {
  return Secret.of(required(provider, 'apiKey'))
}

function required(provider: ConfiguredProvider, setting: 'apiKey' | 'baseUrl' | 'region'): string {
  const value = provider[setting]
  if (value !== undefined) return value
  throw new ConfigInvalid(`models.providers: ${provider.id} needs ${setting}.`)
}
