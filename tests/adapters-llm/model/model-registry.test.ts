import { createModelRegistry, parseOfflineScript } from '@weft/adapters-llm'
import { Secret, ValidationError } from '@weft/domain/kernel'
import { ModelNotConfigured } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { failureOf } from '../support/completion-request.js'
import { aRegistry, tenantId } from '../support/registry.js'

const openai = {
  kind: 'openai-compatible',
  id: 'openai',
  baseUrl: 'https://api.example.org/v1',
  apiKey: Secret.of('sk-any'),
} as const
const offline = { kind: 'offline' } as const

describe('the provider of a document', () => {
  const registry = aRegistry({
    providers: [offline, openai, { ...openai, id: 'my_vllm', aliases: ['vllm', 'acme/llm/llm'] }],
  })
  it.each([
    ['openai', 'openai'],
    ['OpenAI', 'openai'],
    [' openai ', 'openai'],
    ['langgenius/openai/openai', 'openai'],
    ['LangGenius/OpenAI/openai', 'openai'],
    ['someone/openai/openai', 'openai'],
    ['my-vllm', 'my_vllm'],
    ['vllm', 'my_vllm'],
    ['langgenius/vllm/vllm', 'my_vllm'],
    ['acme/llm/llm', 'my_vllm'],
    ['openai_api_compatible', 'openai'],
    ['langgenius/openai_api_compatible/openai_api_compatible', 'openai'],
  ])('%j means the configured provider %s', async (provider, id) => {
    const model = await registry.languageModel(tenantId, { provider, name: 'some-model' })
    expect(model.ref).toEqual({ provider: id, name: 'some-model' })
  })

  it('is the one configured for the generic plugin, where there is one', async () => {
    const generic = aRegistry({
      providers: [openai, { ...openai, id: 'local', aliases: ['openai_api_compatible'] }],
    })
    const provider = 'langgenius/openai_api_compatible/openai_api_compatible'
    const model = await generic.languageModel(tenantId, { provider, name: 'x' })
    expect(model.ref.provider).toBe('local')
  })

  it('is not guessed from a part of its name', async () => {
    const asked = { provider: 'azure_openai', name: 'gpt-4o' }
    expect(await failureOf(registry.languageModel(tenantId, asked))).toBeInstanceOf(
      ModelNotConfigured,
    )
  })
})

describe('a model nobody configured', () => {
  const asked = { provider: 'anthropic', name: 'claude' }

  it('is replaced by the default model', async () => {
    const registry = aRegistry({
      providers: [offline],
      defaultModel: { provider: 'OFFLINE', name: 'echo' },
      defaultEmbeddingModel: { provider: 'offline', name: 'hash-embedding' },
    })
    expect((await registry.languageModel(tenantId, asked)).ref).toEqual({
      provider: 'offline',
      name: 'echo',
    })
    expect((await registry.embeddingModel(tenantId, asked)).ref.name).toBe('hash-embedding')
  })

  it('is an error that names it and says what to do', async () => {
    const registry = aRegistry({
      providers: [offline],
      remedy: ({ provider }) => `Set ${provider.toUpperCase()}_API_KEY.`,
    })
    const error = await failureOf(registry.languageModel(tenantId, asked))
    expect(error).toBeInstanceOf(ModelNotConfigured)
    expect((error as Error).message).toBe(
      'No provider is configured for the model anthropic/claude. Set ANTHROPIC_API_KEY.',
    )
  })

  it('has a remedy even where none is given', async () => {
    const error = await failureOf(aRegistry({}).embeddingModel(tenantId, asked))
    expect((error as Error).message).toContain('Configure a provider with the id "anthropic"')
  })
})

describe('the offline provider', () => {
  const script = parseOfflineScript({ otherwise: 'hi' })
  const registry = aRegistry({ providers: [{ ...offline, scripts: { script, demo: script } }] })

  it.each(['languageModel', 'embeddingModel'] as const)(
    'lists all its models when %s is asked for a wrong one',
    async (method) => {
      const wrong = registry[method](tenantId, { provider: 'offline', name: 'ecko' })
      const { message } = (await failureOf(wrong)) as Error
      expect(message).toContain('language models echo, script, demo')
      expect(message).toContain('embedding model hash-embedding')
    },
  )

  it('does not take an embedding model for a language model', async () => {
    const asked = { provider: 'offline', name: 'hash-embedding' }
    expect(await failureOf(registry.languageModel(tenantId, asked))).toBeInstanceOf(
      ModelNotConfigured,
    )
  })

  it('does not let a script hide one of its models', () => {
    expect(() => aRegistry({ providers: [{ ...offline, scripts: { echo: script } }] })).toThrow(
      ValidationError,
    )
  })
})

describe('what is known of a model', () => {
  const models = {
    chatty: { mode: 'chat', contextSize: 8_000, features: ['vision', 'tool-call'] },
    old: { mode: 'completion' },
    vectors: { mode: 'embedding', dimensions: 3 },
  } as const
  const registry = aRegistry({ providers: [{ ...openai, models }] })
  const profileOf = async (name: string) =>
    (await registry.languageModel(tenantId, { provider: 'openai', name })).profile

  it('comes from the configuration', async () => {
    expect(await profileOf('chatty')).toEqual({
      mode: 'chat',
      contextSize: 8_000,
      features: new Set(['vision', 'tool-call']),
    })
    expect((await profileOf('old')).mode).toBe('completion')
  })

  it.each(['unlisted', 'toString', '__proto__'])('is nothing but chat for %s', async (name) => {
    expect(await profileOf(name)).toEqual({
      mode: 'chat',
      contextSize: undefined,
      features: undefined,
    })
  })

  it('tells language models from embedding models', async () => {
    const ref = (name: string) => ({ provider: 'openai', name })
    const errors = [
      await failureOf(registry.languageModel(tenantId, ref('vectors'))),
      await failureOf(registry.embeddingModel(tenantId, ref('chatty'))),
    ]
    for (const error of errors) expect(error).toBeInstanceOf(ModelNotConfigured)
  })

  it('gives the same model for the same name', async () => {
    const ref = { provider: 'openai', name: 'chatty' }
    expect(await registry.languageModel(tenantId, ref)).toBe(
      await registry.languageModel(tenantId, ref),
    )
  })
})

describe('a registry that cannot work', () => {
  it('is refused when two providers share an id', () => {
    expect(() =>
      aRegistry({ providers: [openai, { ...openai, baseUrl: 'https://b.org' }] }),
    ).toThrow('configured twice')
  })

  it('is refused when its default model belongs to nobody', () => {
    const defaultModel = { provider: 'nobody', name: 'x' }
    expect(() => createModelRegistry({ providers: [offline], defaultModel, fetch })).toThrow(
      'nobody/x names a provider that is not configured',
    )
  })
})
