import type { ProviderConfiguration } from '@weft/adapters-llm'
import { Secret } from '@weft/domain/kernel'
import type { FullModelRegistry } from '@weft/domain/model'
import { createModelRegistry } from '@weft/adapters-llm'
import { plantedKey, tenantId } from './registry.js'

type Remote = Exclude<ProviderConfiguration, { kind: 'offline' }>
type Shared = Pick<Remote, 'timeouts' | 'headers' | 'models'>

export type RemoteSubject = {
  readonly name: string
  readonly model: string
  /** The provider at a test server. `origin` has no path. */
  configure(origin: string, shared?: Shared): Remote
  /** What its protocol or its library cannot do, with the reason in the name. */
  readonly lacks: ReadonlySet<
    | 'reasoning'
    | 'usage-absent'
    | 'comments'
    | 'stream-error'
    | 'empty-arguments'
    | 'content-filter'
  >
}

const apiKey = Secret.of(plantedKey)
const nothing = new Set<never>()

/** Every protocol a language model is spoken to in. */
export const REMOTE_SUBJECTS: readonly RemoteSubject[] = [
  {
    name: 'openai, chat',
    model: 'gpt-4o-mini',
    configure: (origin, shared) => ({
      kind: 'openai',
      id: 'subject',
      apiKey,
      baseUrl: `${origin}/v1`,
      ...shared,
    }),
    lacks: new Set(['reasoning']),
  },
  {
    name: 'openai, responses',
    model: 'gpt-5-mini',
    configure: (origin, shared) => ({
      kind: 'openai',
      id: 'subject',
      apiKey,
      api: 'responses',
      baseUrl: `${origin}/v1`,
      ...shared,
    }),
    lacks: nothing,
  },
  {
    name: 'azure-openai',
    model: 'gpt-4o',
    configure: (origin, shared) => ({
      kind: 'azure-openai',
      id: 'subject',
      apiKey,
      apiVersion: '2024-10-21',
      baseUrl: `${origin}/openai`,
      ...shared,
    }),
    lacks: new Set(['reasoning']),
  },
  {
    name: 'anthropic',
    model: 'claude-sonnet-4-5',
    configure: (origin, shared) => ({
      kind: 'anthropic',
      id: 'subject',
      apiKey,
      baseUrl: `${origin}/v1`,
      ...shared,
    }),
    lacks: new Set(['usage-absent']),
  },
  {
    name: 'google',
    model: 'gemini-2.5-flash',
    configure: (origin, shared) => ({
      kind: 'google',
      id: 'subject',
      apiKey,
      baseUrl: `${origin}/v1beta`,
      ...shared,
    }),
    lacks: nothing,
  },
  {
    name: 'bedrock',
    model: 'amazon.nova-lite-v1:0',
    configure: (origin, shared) => ({
      kind: 'bedrock',
      id: 'subject',
      region: 'us-east-1',
      credentials: { accessKeyId: Secret.of('AKIAPLANTED12345'), secretAccessKey: apiKey },
      baseUrl: origin,
      ...shared,
    }),
    lacks: new Set(['comments']),
  },
  {
    name: 'mistral',
    model: 'mistral-small-latest',
    configure: (origin, shared) => ({
      kind: 'mistral',
      id: 'subject',
      apiKey,
      baseUrl: `${origin}/v1`,
      ...shared,
    }),
    lacks: new Set(['reasoning', 'content-filter']),
  },
  {
    name: 'deepseek',
    model: 'deepseek-chat',
    configure: (origin, shared) => ({
      kind: 'deepseek',
      id: 'subject',
      apiKey,
      baseUrl: `${origin}/v1`,
      ...shared,
    }),
    lacks: nothing,
  },
  {
    name: 'cohere',
    model: 'command-a-03-2025',
    configure: (origin, shared) => ({
      kind: 'cohere',
      id: 'subject',
      apiKey,
      baseUrl: `${origin}/v2`,
      ...shared,
    }),
    lacks: new Set(['usage-absent', 'stream-error', 'content-filter']),
  },
  {
    name: 'qwen',
    model: 'qwen-plus',
    configure: (origin, shared) => ({
      kind: 'qwen',
      id: 'subject',
      apiKey,
      baseUrl: `${origin}/v1`,
      ...shared,
    }),
    lacks: nothing,
  },
]

export const originOf = (url: string): string => new URL(url).origin

function remoteRegistry(
  subject: RemoteSubject,
  url: string,
  shared: Shared = {},
): FullModelRegistry {
  return createModelRegistry({ providers: [subject.configure(originOf(url), shared)], fetch })
}

export function remoteModel(subject: RemoteSubject, url: string, shared: Shared = {}) {
  const ref = { provider: 'subject', name: subject.model }
  return remoteRegistry(subject, url, shared).languageModel(tenantId, ref)
}
