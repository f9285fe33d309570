import { createModelRegistry, createProviderCatalogue } from '@weft/adapters-llm'
import { NotFound, Secret, ValidationError } from '@weft/domain/kernel'
import { checkCredentials, MODEL_TYPES } from '@weft/domain/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenAiServer } from '../../support/openai-server.js'
import { MODEL_NAMES, startProviderServer } from '../../support/provider-server.js'
import {
  aCompletionRequest,
  collect,
  failureOf,
  finishOf,
  never,
} from '../support/completion-request.js'
import { printed } from '../support/printed.js'
import { plantedKey, tenantId } from '../support/registry.js'
import { originOf } from '../support/remote-provider.js'

const catalogue = createProviderCatalogue({ fetch })
const key = Secret.of(plantedKey)

let server: OpenAiServer
beforeAll(async () => {
  server = await startProviderServer()
})
afterAll(() => server.close())

describe('the provider a document names', () => {
  it.each([
    ['openai', 'openai'],
    ['langgenius/openai/openai', 'openai'],
    ['azure_openai', 'azure-openai'],
    ['langgenius/azure_openai/azure_openai', 'azure-openai'],
    ['langgenius/anthropic/anthropic', 'anthropic'],
    ['google', 'google'],
    ['langgenius/gemini/google', 'google'],
    ['bedrock', 'bedrock'],
    ['langgenius/bedrock/bedrock', 'bedrock'],
    ['mistralai', 'mistral'],
    ['langgenius/mistralai/mistralai', 'mistral'],
    ['deepseek', 'deepseek'],
    ['tongyi', 'qwen'],
    ['langgenius/tongyi/tongyi', 'qwen'],
    ['zhipuai', 'zhipuai'],
    ['langgenius/zhipuai/zhipuai', 'zhipuai'],
    ['siliconflow', 'siliconflow'],
    ['langgenius/siliconflow/siliconflow', 'siliconflow'],
    ['cohere', 'cohere'],
    ['langgenius/jina/jina', 'jina'],
    ['langgenius/ollama/ollama', 'ollama'],
    ['volcengine_maas', 'volcengine'],
    ['moonshot', 'moonshot'],
    ['langgenius/x/x', 'xai'],
    ['langgenius/openai_api_compatible/openai_api_compatible', 'openai-compatible'],
  ])('%s is %s', (spelling, id) => {
    expect(catalogue.find(spelling)?.id).toBe(id)
  })

  it.each(['', 'nobody', 'langgenius/nobody/nobody', '__proto__', 'constructor'])(
    'is nobody for %j',
    (spelling) => {
      expect(catalogue.find(spelling)).toBeUndefined()
      expect(() => catalogue.open(spelling, {})).toThrow(NotFound)
    },
  )

  it('is the configured one under all its names', async () => {
    const registry = createModelRegistry({
      providers: [{ kind: 'qwen', id: 'my-models', apiKey: key }],
      fetch,
    })
    for (const provider of ['tongyi', 'qwen', 'dashscope', 'langgenius/tongyi/tongyi']) {
      const model = await registry.languageModel(tenantId, { provider, name: 'qwen-plus' })
      expect(model.ref.provider).toBe('my-models')
    }
  })

  it('is, when it is not configured, an error that names what to configure', async () => {
    const registry = createModelRegistry({ providers: [], fetch })
    const asked = { provider: 'langgenius/tongyi/tongyi', name: 'qwen-plus' }
    const { message } = (await failureOf(registry.languageModel(tenantId, asked))) as Error
    expect(message).toContain('"qwen"')
    expect(message).toContain('dashscope_api_key')
  })
})

describe('the description of a provider', () => {
  it('has an id and names of its own', () => {
    const names = catalogue.providers.flatMap(({ id, aliases }) => [id, ...aliases])
    expect(new Set(names).size).toBe(names.length)
    for (const { id } of catalogue.providers) expect(catalogue.find(id)?.id).toBe(id)
  })

  it.each(catalogue.providers)('$id asks for keys as secrets', ({ modelCredentialFields = [] }) => {
    const keys = modelCredentialFields.filter(({ variable }) => /key|token$/.test(variable))
    expect(keys.length).toBeGreaterThan(0)
    for (const { type } of keys) expect(type).toBe('secret-input')
  })

  it.each(catalogue.providers)('$id lists models of the types it has', ({ models, modelTypes }) => {
    for (const { type, name, pricing, properties } of models) {
      expect(MODEL_TYPES).toContain(type)
      expect(modelTypes, name).toContain(type)
      for (const price of [pricing?.input, pricing?.output ?? '0'])
        if (price !== undefined) expect(price, name).toMatch(/^\d+(\.\d+)?$/)
      if (type === 'text-embedding') expect(properties.dimensions, name).toBeGreaterThan(0)
    }
    const named = models.map(({ type, name }) => `${type} ${name}`)
    expect(new Set(named).size).toBe(named.length)
  })

  it('has parameters with their limits', () => {
    const models = catalogue.find('openai')!.models
    const rules = models.find(({ name }) => name === 'gpt-4o-mini')!.parameterRules
    expect(rules.find(({ name }) => name === 'max_tokens')).toMatchObject({
      type: 'int',
      min: 1,
      max: 16_384,
    })
    expect(rules.find(({ name }) => name === 'temperature')).toMatchObject({ min: 0, max: 2 })
  })
})

const openings = {
  openai: (origin) => ({ openai_api_key: key, openai_api_base: `${origin}/v1` }),
  anthropic: (origin) => ({ anthropic_api_key: key, anthropic_api_url: origin }),
  google: (origin) => ({ google_api_key: key, google_base_url: origin }),
  tongyi: (origin) => ({ dashscope_api_key: key, base_url: `${origin}/v1` }),
  mistralai: (origin) => ({ api_key: key, endpoint_url: `${origin}/v1` }),
  cohere: (origin) => ({ api_key: key, base_url: `${origin}/v2` }),
  openai_api_compatible: (origin) => ({ endpoint_url: `${origin}/v1`, api_key: key }),
} satisfies Record<string, (origin: string) => Record<string, string | Secret>>
const openingNames = Object.keys(openings) as (keyof typeof openings)[]

describe('a provider opened with credentials', () => {
  const open = (name: keyof typeof openings) =>
    catalogue.open(name, openings[name](originOf(server.url)))

  it.each(openingNames)('of %s answers', async (name) => {
    const chunks = await collect(open(name).languageModel('any-model'), aCompletionRequest())
    expect(finishOf(chunks).reason.unified).toBe('stop')
  })

  it.each(openingNames)('of %s lists what the key may use', async (name) => {
    expect(await open(name).availableModels({ signal: never() })).toEqual(MODEL_NAMES)
  })

  it.each(openingNames)('of %s tells that a key is wrong', async (name) => {
    server.script({ failure: { type: 'status', status: 401, message: plantedKey } })
    const error = await failureOf(open(name).availableModels({ signal: never() }))
    expect(error).toMatchObject({ kind: 'authorization' })
    expect(printed(error)).not.toContain(plantedKey)
  })

  it.each(openingNames)('of %s gives nothing away when it is printed', (name) => {
    const opened = open(name)
    expect(printed(opened)).not.toContain(plantedKey)
    expect(printed(opened.languageModel('any'))).not.toContain(plantedKey)
  })

  it.each(openingNames)('of %s takes values as its form leaves them', (name) => {
    const { modelCredentialFields = [] } = catalogue.find(name)!
    const given = Object.fromEntries(
      Object.entries(openings[name]('https://example.org')).map(([variable, value]) => [
        variable,
        value instanceof Secret ? value.reveal() : value,
      ]),
    )
    const opened = catalogue.open(name, checkCredentials(modelCredentialFields, given))
    expect(opened.languageModel('any').ref).toEqual({
      provider: catalogue.find(name)!.id,
      name: 'any',
    })
  })

  it('goes by another name when told so', () => {
    const opened = catalogue.open('openai', { openai_api_key: key }, { id: 'langgenius/openai' })
    expect(opened.languageModel('gpt-4o').ref.provider).toBe('langgenius/openai')
  })

  it('knows what a form says about a single model', () => {
    const opened = catalogue.open('openai_api_compatible', {
      endpoint_url: 'https://example.org/v1',
      mode: 'completion',
      context_size: '8192',
      function_calling_type: 'tool_call',
      vision_support: 'support',
    })
    expect(opened.languageModel('mine').profile).toEqual({
      mode: 'completion',
      contextSize: 8_192,
      features: new Set(['tool-call', 'multi-tool-call', 'stream-tool-call', 'vision']),
    })
  })

  it('knows a deployment by its base model', () => {
    const opened = catalogue.open('azure_openai', {
      openai_api_base: 'https://mine.openai.azure.com',
      openai_api_key: key,
      base_model_name: 'gpt-4o',
    })
    expect(opened.languageModel('our-deployment').profile.contextSize).toBe(128_000)
  })
})

describe('credentials that cannot be used', () => {
  it.each([
    ['openai', {}, 'openai_api_key'],
    ['openai', { openai_api_key: ' ' }, 'openai_api_key'],
    ['openai', { openai_api_key: 'k', openai_api_base: 'file:///etc/passwd' }, 'openai_api_base'],
    ['azure_openai', { openai_api_key: 'k' }, 'openai_api_base'],
    ['bedrock', { aws_region: 'us-east-1' }, 'aws_access_key_id'],
    ['bedrock', { aws_region: 'x.evil.org/', bedrock_api_key: 'k' }, 'region'],
    ['vllm', {}, 'base_url'],
    [
      'openai_api_compatible',
      { endpoint_url: 'https://e.org', context_size: 'big' },
      'context_size',
    ],
  ])('of %s are refused by name: %j', (provider, credentials, variable) => {
    const open = () => catalogue.open(provider, credentials)
    expect(open).toThrow(ValidationError)
    expect(open).toThrow(variable)
  })
})

describe('what the catalogue knows', () => {
  const registryWith = (models: object) =>
    createModelRegistry({
      providers: [
        { kind: 'openai', apiKey: key, baseUrl: `${originOf(server.url)}/v1`, ...models },
      ],
      fetch,
    })
  const asked = { provider: 'openai', name: 'gpt-4o-mini' }

  it('is the profile and the price of a well-known model', async () => {
    const model = await registryWith({}).languageModel(tenantId, asked)
    expect(model.profile).toMatchObject({ mode: 'chat', contextSize: 128_000 })
    expect(model.profile.features).toContain('vision')
    const { usage } = finishOf(await collect(model))
    // 11 tokens at 0.15 and 7 tokens at 0.60 dollars a million.
    expect(usage.totalPrice.toString()).toBe('0.0000059')
  })

  it('gives way to what is configured, field by field', async () => {
    const pricing = { input: '1', output: '2', unit: '0.001', currency: 'EUR' }
    const registry = registryWith({ models: { 'gpt-4o-mini': { mode: 'chat', pricing } } })
    const model = await registry.languageModel(tenantId, asked)
    expect(model.profile.contextSize).toBe(128_000)
    const { usage } = finishOf(await collect(model))
    expect(usage.currency).toBe('EUR')
    expect(usage.totalPrice.toString()).toBe('0.025')
  })

  it('says nothing about a model it does not know', async () => {
    const model = await registryWith({}).languageModel(tenantId, { ...asked, name: 'brand-new' })
    expect(model.profile).toEqual({ mode: 'chat', contextSize: undefined, features: undefined })
  })
})
