import type { CredentialField, ModelType } from '@weft/domain/model'
import type { RemoteProviderConfiguration } from '../provider-configuration.js'
import {
  KNOWN_ENDPOINTS,
  type EndpointKind,
  type KnownEndpoint,
} from '../provider/known-endpoint.js'
import { findProvider } from '../provider-spelling.js'
import type { CredentialReader } from './credential-reader.js'
import { addressField, formField, keyField } from './form-field.js'

/** A provider that can be spoken to: what it asks for and what that becomes. */
export type KnownProvider = {
  readonly kind: RemoteProviderConfiguration['kind']
  /** The kind again, by the name under which spellings are looked up. */
  readonly id: string
  readonly aliases: readonly string[]
  readonly label: string
  readonly keysAt: string | undefined
  readonly modelTypes: readonly ModelType[]
  readonly fields: readonly CredentialField[]
  /** Whether there is nothing to say about the provider as a whole. */
  readonly isByModelOnly: boolean
  configure(reader: CredentialReader): RemoteProviderConfiguration
}

const EVERY_TYPE: readonly ModelType[] = [
  'llm',
  'text-embedding',
  'rerank',
  'speech2text',
  'moderation',
  'tts',
]

const openAi: KnownProvider = {
  kind: 'openai',
  id: 'openai',
  aliases: [],
  label: 'OpenAI',
  keysAt: 'https://platform.openai.com/account/api-keys',
  modelTypes: ['llm', 'text-embedding', 'speech2text', 'moderation', 'tts'],
  fields: [
    keyField('openai_api_key'),
    formField('openai_organization', { label: 'Organization', isRequired: false }),
    addressField('openai_api_base', 'https://api.openai.com/v1'),
    formField('api_protocol', {
      label: 'Interface',
      type: 'select',
      isRequired: false,
      default: 'chat',
      options: ['chat', 'responses'],
    }),
  ],
  isByModelOnly: false,
  configure: (reader) => {
    const organization = reader.optionalText('openai_organization')
    return {
      kind: 'openai',
      apiKey: reader.secret('openai_api_key'),
      api: reader.optionalText('api_protocol') === 'responses' ? 'responses' : 'chat',
      ...(organization === undefined ? {} : { organization }),
      ...address(reader, 'openai_api_base'),
    }
  },
}

const azure: KnownProvider = {
  kind: 'azure-openai',
  id: 'azure-openai',
  aliases: ['azure', 'azure_openai_service'],
  label: 'Azure OpenAI',
  keysAt: 'https://portal.azure.com',
  modelTypes: ['llm', 'text-embedding', 'speech2text', 'tts'],
  fields: [
    formField('openai_api_base', {
      label: 'Address of the resource',
      placeholder: 'https://my-resource.openai.azure.com',
    }),
    keyField('openai_api_key'),
    formField('openai_api_version', {
      label: 'API version',
      isRequired: false,
      placeholder: '2024-10-21',
    }),
    formField('base_model_name', { label: 'Base model', isRequired: false }),
  ],
  isByModelOnly: true,
  configure: (reader) => {
    const apiVersion = reader.optionalText('openai_api_version')
    return {
      kind: 'azure-openai',
      apiKey: reader.secret('openai_api_key'),
      baseUrl: reader.address('openai_api_base'),
      ...(apiVersion === undefined ? {} : { apiVersion }),
    }
  },
}

const bedrock: KnownProvider = {
  kind: 'bedrock',
  id: 'bedrock',
  aliases: ['amazon-bedrock', 'aws-bedrock', 'aws'],
  label: 'Amazon Bedrock',
  keysAt: 'https://console.aws.amazon.com/iam',
  modelTypes: ['llm', 'text-embedding', 'rerank'],
  fields: [
    formField('aws_access_key_id', {
      label: 'Access key',
      type: 'secret-input',
      isRequired: false,
    }),
    formField('aws_secret_access_key', {
      label: 'Secret access key',
      type: 'secret-input',
      isRequired: false,
    }),
    formField('aws_session_token', {
      label: 'Session token',
      type: 'secret-input',
      isRequired: false,
    }),
    formField('bedrock_api_key', {
      label: 'API key, in place of an access key',
      type: 'secret-input',
      isRequired: false,
    }),
    formField('aws_region', { label: 'Region', placeholder: 'us-east-1' }),
    addressField('bedrock_endpoint_url', 'https://bedrock-runtime.us-east-1.amazonaws.com'),
  ],
  isByModelOnly: false,
  configure: (reader) => ({
    kind: 'bedrock',
    region: reader.text('aws_region'),
    credentials: bedrockCredentials(reader),
    ...address(reader, 'bedrock_endpoint_url'),
  }),
}

function bedrockCredentials(reader: CredentialReader) {
  const apiKey = reader.optionalSecret('bedrock_api_key')
  if (apiKey) return { apiKey }
  const sessionToken = reader.optionalSecret('aws_session_token')
  return {
    accessKeyId: reader.secret('aws_access_key_id'),
    secretAccessKey: reader.secret('aws_secret_access_key'),
    ...(sessionToken ? { sessionToken } : {}),
  }
}

type Keyed = {
  readonly kind: 'anthropic' | 'google' | 'mistral' | 'deepseek' | 'cohere' | 'jina'
  readonly aliases: readonly string[]
  readonly label: string
  readonly keysAt: string
  readonly modelTypes: readonly ModelType[]
  readonly key: string
  readonly addressVariable: string
  readonly address: string
}

const KEYED: readonly Keyed[] = [
  {
    kind: 'anthropic',
    aliases: ['claude'],
    label: 'Anthropic',
    keysAt: 'https://console.anthropic.com/settings/keys',
    modelTypes: ['llm'],
    key: 'anthropic_api_key',
    addressVariable: 'anthropic_api_url',
    address: 'https://api.anthropic.com',
  },
  {
    kind: 'google',
    aliases: ['gemini', 'google-generative-ai', 'google_ai_studio'],
    label: 'Google Gemini',
    keysAt: 'https://aistudio.google.com/apikey',
    modelTypes: ['llm', 'text-embedding'],
    key: 'google_api_key',
    addressVariable: 'google_base_url',
    address: 'https://generativelanguage.googleapis.com',
  },
  {
    kind: 'mistral',
    aliases: ['mistralai'],
    label: 'Mistral AI',
    keysAt: 'https://console.mistral.ai/api-keys',
    modelTypes: ['llm', 'text-embedding', 'moderation'],
    key: 'api_key',
    addressVariable: 'endpoint_url',
    address: 'https://api.mistral.ai/v1',
  },
  {
    kind: 'deepseek',
    aliases: [],
    label: 'DeepSeek',
    keysAt: 'https://platform.deepseek.com/api_keys',
    modelTypes: ['llm'],
    key: 'api_key',
    addressVariable: 'endpoint_url',
    address: 'https://api.deepseek.com',
  },
  {
    kind: 'cohere',
    aliases: [],
    label: 'Cohere',
    keysAt: 'https://dashboard.cohere.com/api-keys',
    modelTypes: ['llm', 'text-embedding', 'rerank'],
    key: 'api_key',
    addressVariable: 'base_url',
    address: 'https://api.cohere.com/v2',
  },
  {
    kind: 'jina',
    aliases: ['jinaai', 'jina_ai'],
    label: 'Jina AI',
    keysAt: 'https://jina.ai/api-dashboard',
    modelTypes: ['text-embedding', 'rerank'],
    key: 'api_key',
    addressVariable: 'base_url',
    address: 'https://api.jina.ai/v1',
  },
]

function keyedProvider({ kind, key, addressVariable, ...rest }: Keyed): KnownProvider {
  return {
    kind,
    id: kind,
    ...rest,
    fields: [keyField(key), addressField(addressVariable, rest.address)],
    isByModelOnly: false,
    configure: (reader) => ({
      kind,
      apiKey: reader.secret(key),
      ...address(reader, addressVariable),
    }),
  }
}

/** Names of key variables that documents and other programs already use. */
const KEY_VARIABLES: Partial<Record<EndpointKind, string>> = {
  qwen: 'dashscope_api_key',
  minimax: 'minimax_api_key',
  togetherai: 'api_key',
}

function endpointProvider([kind, endpoint]: [EndpointKind, KnownEndpoint]): KnownProvider {
  const key = KEY_VARIABLES[kind] ?? 'api_key'
  const { label, aliases, keysAt, isOpen = false, baseUrl } = endpoint
  const addressing =
    baseUrl === undefined
      ? formField('base_url', { label: 'API base address' })
      : addressField('base_url', baseUrl)
  return {
    kind,
    id: kind,
    aliases,
    label,
    keysAt,
    modelTypes: EVERY_TYPE,
    fields: [keyField(key, !isOpen), addressing],
    isByModelOnly: isOpen,
    configure: (reader) => {
      const apiKey = isOpen ? reader.optionalSecret(key) : reader.secret(key)
      return {
        kind,
        ...(apiKey ? { apiKey } : {}),
        ...(baseUrl === undefined
          ? { baseUrl: reader.address('base_url') }
          : address(reader, 'base_url')),
      }
    },
  }
}

const compatible: KnownProvider = {
  kind: 'openai-compatible',
  id: 'openai-compatible',
  aliases: ['openai_api_compatible'],
  label: 'OpenAI-compatible endpoint',
  keysAt: undefined,
  modelTypes: EVERY_TYPE,
  fields: [
    formField('endpoint_url', { label: 'API base address', placeholder: 'https://example.org/v1' }),
    keyField('api_key', false),
  ],
  isByModelOnly: true,
  configure: (reader) => {
    const apiKey = reader.optionalSecret('api_key')
    return {
      kind: 'openai-compatible',
      id: 'openai-compatible',
      baseUrl: reader.address('endpoint_url'),
      ...(apiKey ? { apiKey } : {}),
    }
  },
}

function address(reader: CredentialReader, variable: string): { readonly baseUrl?: string } {
  const baseUrl = reader.optionalAddress(variable)
  return baseUrl === undefined ? {} : { baseUrl }
}

const ENDPOINTS = Object.entries(KNOWN_ENDPOINTS) as [EndpointKind, KnownEndpoint][]

/** Every provider on the network, in the order in which people see them. */
export const KNOWN_PROVIDERS: readonly KnownProvider[] = [
  openAi,
  ...KEYED.map(keyedProvider),
  azure,
  bedrock,
  ...ENDPOINTS.map(endpointProvider),
  compatible,
]

/** The provider that a spelling means, whichever of them it is; nothing for one nobody knows. */
export function knownProvider(spelling: string): KnownProvider | undefined {
  return findProvider(KNOWN_PROVIDERS, spelling)
}

/** What to do about a provider that is not configured, as a sentence. */
export function remedyFor(spelling: string): string {
  const generic = `Configure a provider with the id ${JSON.stringify(spelling)}`
  const known = knownProvider(spelling)
  if (!known) return `${generic}, or choose a default model.`
  const required = known.fields.filter(({ isRequired }) => isRequired)
  const needs = required.map(({ variable }) => variable).join(' and ')
  const which = `${known.label}${needs === '' ? '' : `, which needs ${needs}`}`
  return `${generic} or of the kind ${JSON.stringify(known.kind)} (${which}), or choose a default model.`
}
