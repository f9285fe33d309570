import { ConfigureModel, GetDefaultModel, SetDefaultModel } from '@weft/application/model'
import { DEFAULT_MODEL, ModelCallFailed, ModelNotConfigured } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { aModelHarness, GPT, tenantId } from './model-harness.js'

const ECHO = { provider: 'offline', name: 'echo' }
const CLAUDE = { provider: 'anthropic', name: 'claude' }
const lastResort = { llm: ECHO }

const offering =
  (...names: readonly string[]) =>
  (): Promise<readonly string[]> =>
    Promise.resolve(names)

describe('a document that asks for the default model', () => {
  it('is answered by the last resort where nothing is configured, and refused where there is none', async () => {
    const harness = aModelHarness({ lastResort })
    expect(await harness.ask(DEFAULT_MODEL)).toBe('echo by operator')
    expect(await harness.models.defaultModel(tenantId, 'llm')).toEqual({
      model: ECHO,
      chosenBy: 'last-resort',
      problems: [],
    })
    await expect(aModelHarness().ask(DEFAULT_MODEL)).rejects.toThrow(ModelNotConfigured)
  })

  it("is answered by what the operator's provider offers", async () => {
    const harness = aModelHarness({ lastResort, offeredModels: offering('embedder', 'llama') })
    expect(await harness.ask(DEFAULT_MODEL)).toBe('llama by operator')
    expect(harness.recorded[0]?.model).toEqual({ type: 'llm', provider: 'offline', name: 'llama' })
  })

  it("is answered by the workspace's own provider first, the one that was added first", async () => {
    const harness = aModelHarness({ lastResort, offeredModels: offering('llama') })
    await harness.addCredential('k1', { provider: 'openai' })
    await harness.addCredential('k2', { provider: 'anthropic' })
    expect(await harness.ask(DEFAULT_MODEL)).toBe('gpt by k1')
    expect(harness.catalogue.calls).toEqual(['* by k1', 'gpt by k1'])
  })

  it('is answered by a model with credentials of its own without asking for a list', async () => {
    const harness = aModelHarness({ lastResort })
    await harness.addCredential('k', { scope: { type: 'llm', name: 'fine-tuned' } })
    expect(await harness.ask(DEFAULT_MODEL)).toBe('fine-tuned by k')
    expect(harness.catalogue.calls).toEqual(['fine-tuned by k'])
  })

  it('is answered by the model of the operator, and before it by that of the workspace', async () => {
    const harness = aModelHarness({ operatorDefaults: { llm: CLAUDE }, lastResort })
    await harness.addCredential('o', { provider: 'openai' })
    await harness.addCredential('a', { provider: 'anthropic' })
    expect(await harness.ask(DEFAULT_MODEL)).toBe('claude by a')
    await new SetDefaultModel(harness).execute({ tenantId, type: 'llm', model: GPT })
    expect(await harness.ask(DEFAULT_MODEL)).toBe('gpt by o')
    expect(await harness.models.defaultModel(tenantId, 'llm')).toMatchObject({
      model: GPT,
      chosenBy: 'workspace',
    })
  })

  it('passes over models that are switched off', async () => {
    const harness = aModelHarness({ lastResort })
    await harness.addCredential('k')
    const off = { tenantId, model: { ...GPT, type: 'llm' }, change: { isEnabled: false } } as const
    await new ConfigureModel(harness).execute(off)
    expect(await harness.ask(DEFAULT_MODEL)).toBe('echo by operator')
  })

  it('is answered by what the catalogue knows where a provider does not tell what it offers', async () => {
    const harness = aModelHarness({ lastResort })
    await harness.addCredential('wrong', { provider: 'anthropic' })
    harness.catalogue.failures.set('*', 'authorization')
    expect(await harness.models.defaultModel(tenantId, 'llm')).toEqual({
      model: CLAUDE,
      chosenBy: 'found',
      problems: ['authorization for *'],
    })
  })

  it('asks for a list once a minute, and again soon after it could not be had', async () => {
    let asked = 0
    let fails = true
    const harness = aModelHarness({
      lastResort,
      offeredModels: () => {
        asked++
        return fails
          ? Promise.reject(new ModelCallFailed(ECHO, 'connection', 'unreachable'))
          : Promise.resolve(['llama'])
      },
    })
    expect(await harness.ask(DEFAULT_MODEL)).toBe('echo by operator')
    await harness.ask(DEFAULT_MODEL)
    expect(asked).toBe(1)
    fails = false
    harness.pass(10_001)
    await harness.ask(DEFAULT_MODEL)
    expect(await harness.ask(DEFAULT_MODEL)).toBe('llama by operator')
    expect(asked).toBe(2)
    harness.pass(59_000)
    await harness.ask(DEFAULT_MODEL)
    expect(asked).toBe(2)
  })

  it('is not chosen for good: a provider that is added later answers', async () => {
    const harness = aModelHarness({ lastResort })
    expect(await harness.ask(DEFAULT_MODEL)).toBe('echo by operator')
    await harness.addCredential('later')
    expect(await harness.ask(DEFAULT_MODEL)).toBe('gpt by later')
  })

  it('is what a question for the default model is answered with, and nothing is stored then', async () => {
    const harness = aModelHarness({ lastResort })
    const listModels = { execute: () => Promise.resolve([]) }
    const get = new GetDefaultModel({
      ...harness,
      listModels,
      operatorDefaults: {},
      current: harness.models,
    })
    expect(await get.execute({ tenantId, type: 'llm' })).toEqual(ECHO)
    await harness.addCredential('later')
    expect(await get.execute({ tenantId, type: 'llm' })).toEqual(GPT)
  })
})
