import {
  ActivateModelCredential,
  AddModelCredential,
  ChangeModelCredential,
  ConfigureModel,
  ForgetModel,
  ListModelCredentials,
  RemoveModelCredential,
  ResealCredentials,
  TestModelCredential,
} from '@weft/application/model'
import { InMemoryCredentialDirectory } from '@weft/application/testing'
import { Conflict, ValidationError } from '@weft/domain/kernel'
import {
  CredentialsInvalid,
  HIDDEN_VALUE,
  ModelCredentialId,
  ModelCredentialNotFound,
  ModelProviderUnknown,
  type CredentialScope,
  type ModelKey,
} from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { anId } from '../../contracts/builders.js'
import { aModelHarness, GPT, never, tenantId } from './model-harness.js'

type Harness = ReturnType<typeof aModelHarness>
const PLANTED = 'sk-planted-secret'

const add = (
  harness: Harness,
  key = PLANTED,
  more: { readonly name?: string; readonly scope?: CredentialScope; provider?: string } = {},
) =>
  new AddModelCredential(harness).execute({
    tenantId,
    provider: 'langgenius/openai/openai',
    name: 'main',
    values: { api_key: key, nonsense: 'dropped' },
    signal: never(),
    ...more,
  })

const list = (harness: Harness) => new ListModelCredentials(harness).execute({ tenantId })

describe('AddModelCredential', () => {
  it('asks the provider, keeps the values sealed and shows them obfuscated', async () => {
    const harness = aModelHarness()
    const view = await add(harness)
    expect(harness.catalogue.calls).toEqual([`* by ${PLANTED}`])
    expect(view).toMatchObject({
      provider: 'openai',
      isActive: true,
      values: { api_key: 'sk-pla************et' },
    })
    expect(Object.keys(view.values ?? {})).toEqual(['api_key'])
    expect(await list(harness)).toEqual([view])
    const stored = await harness.unitOfWork.run(tenantId, ({ modelCredentials }) =>
      modelCredentials.list(),
    )
    expect(JSON.stringify(stored)).not.toContain('planted')
    expect(JSON.stringify(harness.store.outbox)).not.toContain('planted')
    expect(harness.store.outbox.map(({ event }) => event.type)).toEqual(['ModelCredentialAdded'])
  })

  it('is in effect at once', async () => {
    const harness = aModelHarness()
    await expect(harness.ask(GPT)).rejects.toThrow()
    await add(harness, 'own')
    expect(await harness.ask(GPT)).toBe('gpt by own')
  })

  it('asks the one model the credential is for', async () => {
    const harness = aModelHarness()
    await add(harness, 'own', { scope: { type: 'llm', name: 'gpt-4' } })
    await add(harness, 'own', { scope: { type: 'text-embedding', name: 'vec' } })
    expect(harness.catalogue.calls).toEqual(['gpt-4 by own', 'vec by own'])
  })

  it('keeps nothing the provider or the form does not accept', async () => {
    const harness = aModelHarness()
    harness.catalogue.failures.set(PLANTED, 'authorization')
    await expect(add(harness)).rejects.toThrow(CredentialsInvalid)
    await expect(add(harness, '')).rejects.toMatchObject({ variable: 'api_key' })
    await expect(add(harness, 'x', { provider: 'nobody' })).rejects.toThrow(ModelProviderUnknown)
    expect(await list(harness)).toEqual([])
  })

  it('refuses a second credential of the same name', async () => {
    const harness = aModelHarness()
    await add(harness)
    await expect(add(harness)).rejects.toThrow(Conflict)
    const second = await add(harness, 'own', { name: 'second' })
    expect(second.isActive).toBe(false)
  })
})

describe('ChangeModelCredential', () => {
  it('puts a new key in place once the provider accepts it', async () => {
    const harness = aModelHarness()
    const { id } = await add(harness, 'first')
    const change = (key: string) =>
      new ChangeModelCredential(harness).execute({
        tenantId,
        id,
        values: { api_key: key },
        signal: never(),
      })
    harness.catalogue.failures.set('wrong', 'authorization')
    await expect(change('wrong')).rejects.toThrow(CredentialsInvalid)
    expect(await harness.ask(GPT)).toBe('gpt by first')
    await change('second')
    expect(await harness.ask(GPT)).toBe('gpt by second')
  })

  it('G 21: keeps a secret that comes back hidden', async () => {
    const harness = aModelHarness()
    const { id } = await add(harness, 'first')
    const view = await new ChangeModelCredential(harness).execute({
      tenantId,
      id,
      name: 'renamed',
      values: { api_key: HIDDEN_VALUE },
      signal: never(),
    })
    expect(view.name).toBe('renamed')
    expect(await harness.ask(GPT)).toBe('gpt by first')
  })
})

describe('ActivateModelCredential and RemoveModelCredential', () => {
  it('leave one credential in use as long as there is one', async () => {
    const harness = aModelHarness()
    const first = await add(harness, 'first')
    const second = await add(harness, 'second', { name: 'second' })
    await new ActivateModelCredential(harness).execute({ tenantId, id: second.id })
    expect(await harness.ask(GPT)).toBe('gpt by second')
    expect((await list(harness)).map(({ isActive }) => isActive)).toEqual([false, true])
    await new RemoveModelCredential(harness).execute({ tenantId, id: second.id })
    expect(await harness.ask(GPT)).toBe('gpt by first')
    await new RemoveModelCredential(harness).execute({ tenantId, id: first.id })
    await expect(harness.ask(GPT)).rejects.toThrow('Configure openai.')
  })

  it('know no credential of another workspace, nor one that is gone', async () => {
    const harness = aModelHarness()
    const id = ModelCredentialId.parse(anId())
    for (const useCase of [
      new ActivateModelCredential(harness),
      new RemoveModelCredential(harness),
    ])
      await expect(useCase.execute({ tenantId, id })).rejects.toThrow(ModelCredentialNotFound)
    const test = new TestModelCredential(harness).execute({ tenantId, id, signal: never() })
    await expect(test).rejects.toThrow(ModelCredentialNotFound)
  })

  it('take a removed credential out of the balancing', async () => {
    const harness = aModelHarness()
    const model: ModelKey = { ...GPT, type: 'llm' }
    const { id } = await add(harness, 'first')
    await new ConfigureModel(harness).execute({
      tenantId,
      model,
      change: { isBalanced: true, balanced: [{ credentialId: id, isEnabled: true }] },
    })
    await new RemoveModelCredential(harness).execute({ tenantId, id })
    const setting = await harness.unitOfWork.run(tenantId, ({ modelSettings }) =>
      modelSettings.find(model),
    )
    expect(setting?.balanced).toEqual([])
  })
})

describe('TestModelCredential', () => {
  it('finds out that a credential does not work any more', async () => {
    const harness = aModelHarness()
    const { id } = await add(harness, 'own')
    const test = () => new TestModelCredential(harness).execute({ tenantId, id, signal: never() })
    expect(await test()).toEqual({ latencyMs: 0 })
    harness.catalogue.failures.set('own', 'authorization')
    await expect(test()).rejects.toThrow(CredentialsInvalid)
  })
})

describe('ResealCredentials', () => {
  it('seals what is under an older key again, and leaves what cannot be opened', async () => {
    const harness = aModelHarness()
    harness.cipher.key = 'lost'
    const lost = await add(harness, 'lost', { name: 'lost' })
    harness.cipher.key = 'k1'
    await add(harness, 'first')
    harness.cipher.key = 'k2'
    await add(harness, 'second', { name: 'second' })
    const reseal = new ResealCredentials({
      ...harness,
      directory: new InMemoryCredentialDirectory(harness.store),
    })
    const report = await reseal.execute()
    expect(report).toMatchObject({ resealed: 1, current: 1 })
    expect(report.unreadable.map(({ id }) => id)).toEqual([lost.id])
    expect(await reseal.execute()).toMatchObject({ resealed: 0, current: 2 })
    const views = await list(harness)
    expect(views.map(({ name, values }) => [name, values !== undefined])).toEqual([
      ['lost', false],
      ['main', true],
      ['second', true],
    ])
  })
})

describe('ConfigureModel and ForgetModel', () => {
  const configure = (harness: Harness, model: ModelKey, change: object) =>
    new ConfigureModel(harness).execute({ tenantId, model, change })

  it('refuse what could not work', async () => {
    const harness = aModelHarness()
    const model: ModelKey = { ...GPT, type: 'llm' }
    const itself = { fallbacks: [{ provider: 'langgenius/openai/openai', name: 'gpt' }] }
    await expect(configure(harness, model, itself)).rejects.toThrow(ValidationError)
    const unknown = { fallbacks: [{ provider: 'nobody', name: 'x' }] }
    await expect(configure(harness, model, unknown)).rejects.toThrow(ModelProviderUnknown)
    const vectors = { ...model, type: 'text-embedding', name: 'vec' } as const
    const other = { fallbacks: [{ provider: 'anthropic', name: 'claude' }] }
    await expect(configure(harness, vectors, other)).rejects.toThrow(/cannot be compared/)
    const credentialId = ModelCredentialId.parse(anId())
    const stranger = { balanced: [{ credentialId, isEnabled: true }] }
    await expect(configure(harness, model, stranger)).rejects.toThrow(ModelCredentialNotFound)
  })

  it('add a model of the workspace and take it away with its credentials', async () => {
    const harness = aModelHarness()
    const model: ModelKey = { type: 'llm', provider: 'openai', name: 'fine-tuned' }
    const setting = await configure(harness, model, { overrides: { contextSize: 9 } })
    expect(setting).toMatchObject({ isCustom: true, isEnabled: true })
    await add(harness, 'own', { scope: model })
    expect(await harness.ask(model)).toBe('fine-tuned by own')
    await new ForgetModel(harness).execute({ tenantId, model })
    expect(await list(harness)).toEqual([])
    await expect(harness.ask(model)).rejects.toThrow('Configure openai.')
  })
})
