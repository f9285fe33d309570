import {
  ConfigureModel,
  GetDefaultModel,
  ListModels,
  SetDefaultModel,
  type OperatorModels,
} from '@weft/application/model'
import { ModelNotConfigured, type ModelKey } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { aModelHarness, GPT, tenantId } from './model-harness.js'

type Harness = ReturnType<typeof aModelHarness>
const ECHO: ModelKey = { type: 'llm', provider: 'offline', name: 'echo' }
const OPERATOR: OperatorModels = { providers: ['anthropic'], models: [ECHO] }

const listing = (harness: Harness, operator = OPERATOR) => new ListModels({ ...harness, operator })
const names = async (harness: Harness, all = false) =>
  (await listing(harness).execute({ tenantId, all })).map(
    ({ model, status }) => `${model.name} ${status}`,
  )

describe('ListModels', () => {
  it('lists what the operator and the workspace configured, without deprecated models', async () => {
    const harness = aModelHarness()
    expect(await names(harness)).toEqual(['claude active', 'echo active'])
    await harness.addCredential('own')
    expect(await names(harness)).toEqual([
      'gpt active',
      'gpt-4 active',
      'vec active',
      'claude active',
      'echo active',
    ])
  })

  it('lists models nothing is configured for on demand, and those of one type', async () => {
    const harness = aModelHarness()
    expect(await names(harness, true)).toContain('gpt no-configure')
    const vectors = await listing(harness).execute({ tenantId, type: 'text-embedding', all: true })
    expect(vectors.map(({ model }) => model.name)).toEqual(['vec'])
  })

  it('shows what is switched off, what was added, and what is known better', async () => {
    const harness = aModelHarness()
    await harness.addCredential('own')
    const configure = (name: string, change: object) =>
      new ConfigureModel(harness).execute({
        tenantId,
        model: { type: 'llm', provider: 'openai', name },
        change,
      })
    await configure('gpt', { isEnabled: false })
    await configure('gpt-4', { overrides: { pricing: { input: '1', unit: '0.001' } } })
    await configure('mine', { overrides: { contextSize: 9 } })
    const listed = await listing(harness).execute({ tenantId, type: 'llm' })
    const find = (name: string) => listed.find(({ model }) => model.name === name)
    expect(find('gpt')).toMatchObject({ status: 'disabled', isCustom: false })
    expect(find('gpt-4')).toMatchObject({ contextSize: 1000, pricing: { input: '1' } })
    expect(find('mine')).toMatchObject({ isCustom: true, contextSize: 9, source: 'workspace' })
  })

  it('A.9: shows whose turns calls are, and who rests for how long', async () => {
    const harness = aModelHarness()
    const own = await harness.addCredential('own')
    const other = await harness.addCredential('other', { isActive: false })
    const model: ModelKey = { type: 'llm', ...GPT }
    const turns = async () => {
      const listed = await listing(harness).execute({ tenantId, type: 'llm' })
      return listed.find((one) => one.model.name === GPT.name)?.turns
    }
    expect(await turns()).toBeUndefined()
    const balanced = [own, other].map((credentialId) => ({ credentialId, isEnabled: true }))
    await new ConfigureModel(harness).execute({
      tenantId,
      model,
      change: { isBalanced: true, balanced },
    })
    harness.catalogue.failures.set('own', 'rate-limit')
    await harness.ask(GPT)
    harness.pass(1_000)
    expect(await turns()).toEqual([
      { credentialId: own, name: 'own', restingMs: 59_000 },
      { credentialId: other, name: 'other', restingMs: 0 },
    ])
    harness.pass(59_000)
    expect((await turns())?.map(({ restingMs }) => restingMs)).toEqual([0, 0])
  })
})

describe('the default model', () => {
  const get = (harness: Harness, operatorDefaults = {}, operator = OPERATOR) =>
    new GetDefaultModel({
      ...harness,
      listModels: listing(harness, operator),
      operatorDefaults,
    }).execute({ tenantId, type: 'llm' })

  it('is chosen among those that can be called, gpt-4 first, and stays', async () => {
    const harness = aModelHarness()
    expect(await get(harness, {}, { providers: [], models: [] })).toBeUndefined()
    await harness.addCredential('own')
    expect(await get(harness)).toEqual({ provider: 'openai', name: 'gpt-4' })
    const stored = await harness.unitOfWork.run(tenantId, ({ defaultModels }) =>
      defaultModels.find('llm'),
    )
    expect(stored).toEqual({ provider: 'openai', name: 'gpt-4' })
  })

  it("is the operator's where nobody chose one", async () => {
    const llm = { provider: 'offline', name: 'echo' }
    expect(await get(aModelHarness(), { llm })).toEqual(llm)
  })

  it('must be a model that can be called, and takes effect at once', async () => {
    const harness = aModelHarness()
    const set = new SetDefaultModel(harness)
    const refused = set.execute({ tenantId, type: 'llm', model: GPT })
    await expect(refused).rejects.toThrow(ModelNotConfigured)
    await harness.addCredential('own')
    const model = { provider: 'langgenius/openai/openai', name: 'gpt' }
    expect(await set.execute({ tenantId, type: 'llm', model })).toEqual(GPT)
    expect(await harness.ask({ provider: 'nobody', name: 'x' })).toBe('gpt by own')
    await set.execute({ tenantId, type: 'llm', model: undefined })
    await expect(harness.ask({ provider: 'nobody', name: 'x' })).rejects.toThrow(ModelNotConfigured)
  })
})
