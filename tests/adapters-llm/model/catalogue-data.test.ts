import { CATALOGUE_AS_OF, createModelRegistry, createProviderCatalogue } from '@weft/adapters-llm'
import { Secret } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'
import { tenantId } from '../support/registry.js'

const catalogue = createProviderCatalogue({ fetch })
const models = catalogue.providers.flatMap(({ id: provider, models: listed }) =>
  listed.map((model) => ({ provider, ...model })),
)
const chatModels = models.filter(({ type }) => type === 'llm')
const DECIMAL = /^\d+(\.\d+)?$/

describe('the data of the catalogue', () => {
  it('are dated, once for all of them', () => {
    expect(CATALOGUE_AS_OF).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(new Date(CATALOGUE_AS_OF).getTime()).not.toBeNaN()
  })

  it.each(chatModels)('say how much $provider/$name takes and gives', ({ properties }) => {
    const { mode, contextSize = 0, maxOutputTokens } = properties
    expect(['chat', 'completion']).toContain(mode)
    expect(contextSize).toBeGreaterThanOrEqual(4_096)
    expect(Number.isInteger(contextSize)).toBe(true)
    if (maxOutputTokens === undefined) return
    expect(Number.isInteger(maxOutputTokens)).toBe(true)
    expect(maxOutputTokens).toBeGreaterThan(0)
    expect(maxOutputTokens).toBeLessThanOrEqual(contextSize)
  })

  it.each(chatModels)('say what $provider/$name can do', ({ features, parameterRules }) => {
    expect(features).toBeDefined()
    expect(new Set(features).size).toBe(features?.length)
    expect(parameterRules.some(({ name }) => name === 'max_tokens')).toBe(true)
    const names = parameterRules.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  const priced = models.filter(({ pricing }) => pricing !== undefined)
  it.each(priced)('price $provider/$name in decimals of a million tokens', ({ pricing, type }) => {
    expect(pricing?.input).toMatch(DECIMAL)
    expect(pricing?.unit).toBe('0.000001')
    expect(['USD', 'CNY']).toContain(pricing?.currency ?? 'USD')
    if (type !== 'llm') return
    expect(pricing?.output).toMatch(DECIMAL)
    expect(Number(pricing?.output)).toBeGreaterThanOrEqual(Number(pricing?.input))
  })

  it.each(catalogue.providers)('name each model of $id once', ({ models: listed }) => {
    const named = listed.map(({ type, name }) => `${type} ${name}`)
    expect(new Set(named).size).toBe(named.length)
    for (const { name } of listed) expect(name).toBe(name.trim())
  })

  it.each(catalogue.providers.filter(({ models: listed }) => listed.length > 0))(
    'know a model of $id that is not on its way out',
    ({ models: listed }) => {
      expect(listed.some(({ isDeprecated }) => !isDeprecated)).toBe(true)
    },
  )
})

describe('a model that is on its way out', () => {
  const key = Secret.of('key')
  const configured = [
    { kind: 'anthropic', apiKey: key },
    { kind: 'google', apiKey: key },
    { kind: 'deepseek', apiKey: key },
  ] as const

  it.each([
    ['anthropic', 'claude-3-5-sonnet-20241022', 200_000],
    ['langgenius/gemini/google', 'gemini-2.5-flash', 1_048_576],
    ['deepseek', 'deepseek-chat', 128_000],
  ])('is still known to documents that name it: %s/%s', async (provider, name, contextSize) => {
    const listed = catalogue.find(provider)?.models.find((model) => model.name === name)
    expect(listed?.isDeprecated).toBe(true)
    const registry = createModelRegistry({ providers: configured, fetch })
    const model = await registry.languageModel(tenantId, { provider, name })
    expect(model.profile.contextSize).toBe(contextSize)
  })
})
