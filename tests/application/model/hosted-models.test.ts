import {
  ConfigureModel,
  GetHostedProviders,
  GrantQuota,
  HostedQuotas,
  ListModels,
  PreferProvider,
  SetDefaultModel,
} from '@weft/application/model'
import { silentLogger, ValidationError } from '@weft/domain/kernel'
import {
  DEFAULT_MODEL,
  ModelNotConfigured,
  ModelNotPermitted,
  ProviderQuotaExceeded,
  UNLIMITED,
  type HostedQuota,
  type ModelKey,
  type ModelRef,
  type ProviderType,
  type QuotaType,
} from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { aModelHarness, GPT, never, REQUEST, tenantId } from './model-harness.js'

/** Every answer of the scripted models consumes so many. */
const TOKENS = 5
const GPT_KEY: ModelKey = { ...GPT, type: 'llm' }
const CLAUDE: ModelRef = { provider: 'anthropic', name: 'claude' }

type Harness = ReturnType<typeof aModelHarness>

const aQuota = (quota: Partial<HostedQuota> = {}): HostedQuota => ({
  type: 'trial',
  unit: 'times',
  limit: 2,
  credits: {},
  models: [],
  ...quota,
})

/** The operator offers `openai` with these quotas and `offline` without any. */
const aHostedHarness = (...quotas: readonly Partial<HostedQuota>[]) =>
  aModelHarness({
    operated: ['offline', 'openai'],
    hosted: new Map([['openai', quotas.map(aQuota)]]),
  })

const used = async (harness: Harness) => {
  const standings = await harness.hosting.of(tenantId, 'openai')
  return Object.fromEntries(standings.map(({ quota, used: amount }) => [quota.type, amount]))
}

const prefer = (harness: Harness, type: ProviderType | undefined, provider = 'openai') =>
  new PreferProvider(harness).execute({ tenantId, provider, type })

const grant = (harness: Harness, type: QuotaType, limit: number | undefined) =>
  new GrantQuota(harness).execute({ tenantId, provider: 'openai', type, limit })

const statusOf = async (harness: Harness, name = 'gpt') => {
  const operator = { providers: ['openai'], models: [] }
  const listed = await new ListModels({ ...harness, operator }).execute({ tenantId, all: true })
  const found = listed.find(({ model }) => model.provider === 'openai' && model.name === name)
  return found && [found.status, found.source]
}

/** Begins an answer and leaves after its first piece. */
async function leaveEarly(harness: Harness): Promise<void> {
  const model = await harness.models.languageModel(tenantId, GPT)
  for await (const chunk of model.complete(REQUEST, { signal: never() })) {
    expect(chunk.type).toBe('text')
    break
  }
}

describe('calls by the credentials of the operator', () => {
  it('are charged by the time and refused once the quota is used up', async () => {
    const harness = aHostedHarness({ unit: 'times', limit: 2 })
    expect(await harness.ask(GPT)).toBe('gpt by operator')
    expect(await harness.ask(GPT)).toBe('gpt by operator')
    await expect(harness.ask(GPT)).rejects.toThrow(ProviderQuotaExceeded)
    expect(harness.catalogue.calls).toHaveLength(2)
    expect(await used(harness)).toEqual({ trial: 2 })
  })

  it('are charged the credits of their model', async () => {
    const harness = aHostedHarness({ unit: 'credits', limit: 10, credits: { gpt: 4 } })
    await harness.ask(GPT)
    await harness.ask({ ...GPT, name: 'gpt-4' })
    expect(await used(harness)).toEqual({ trial: 5 })
    await harness.ask(GPT)
    // One credit is left: too little for a dear model, enough for a cheap one.
    await expect(harness.ask(GPT)).rejects.toThrow(ProviderQuotaExceeded)
    await harness.ask({ ...GPT, name: 'gpt-4' })
    expect(await used(harness)).toEqual({ trial: 10 })
  })

  it('are charged their tokens afterwards, the last one also beyond the end', async () => {
    const harness = aHostedHarness({ unit: 'tokens', limit: TOKENS + 1 })
    await harness.ask(GPT)
    await harness.ask(GPT)
    expect(await used(harness)).toEqual({ trial: 2 * TOKENS })
    await expect(harness.ask(GPT)).rejects.toThrow(ProviderQuotaExceeded)
  })

  it('are free of charge where there is no limit', async () => {
    for (const unit of ['times', 'tokens', 'credits'] as const) {
      const harness = aHostedHarness({ unit, limit: UNLIMITED })
      await harness.ask(GPT)
      expect(await used(harness)).toEqual({ trial: 0 })
    }
  })

  it('take no more of a free quota than there is, and tell when that was too little', async () => {
    const harness = aHostedHarness({ type: 'free', unit: 'tokens', limit: TOKENS + 2 })
    expect(await harness.ask(GPT)).toBe('gpt by operator')
    await expect(harness.ask(GPT)).rejects.toThrow(ProviderQuotaExceeded)
    expect(await used(harness)).toEqual({ free: TOKENS + 2 })
    // The answer was given all the same, and is accounted for.
    expect(harness.recorded.map(({ outcome }) => outcome.type)).toEqual(['succeeded', 'succeeded'])
    await expect(harness.ask(GPT)).rejects.toThrow(ProviderQuotaExceeded)
    expect(harness.catalogue.calls).toHaveLength(2)
  })

  it('go over to the next quota when one is used up', async () => {
    const harness = aHostedHarness(
      { type: 'trial', unit: 'times', limit: 1 },
      { type: 'paid', unit: 'credits', limit: 5, credits: { gpt: 3 } },
    )
    await harness.ask(GPT)
    expect(await used(harness)).toEqual({ paid: 3, trial: 0 })
    await harness.ask(GPT)
    expect(await used(harness)).toEqual({ paid: 3, trial: 1 })
    await expect(harness.ask(GPT)).rejects.toThrow(ProviderQuotaExceeded)
  })

  it('give back what was set aside when the provider fails, before or within the answer', async () => {
    const harness = aHostedHarness({ unit: 'times', limit: 1 })
    for (const failure of ['bad-request', 'server-unavailable', 'mid-stream'] as const) {
      harness.catalogue.failures.set('operator', failure)
      await expect(harness.ask(GPT)).rejects.not.toThrow(ProviderQuotaExceeded)
      expect(await used(harness)).toEqual({ trial: 0 })
    }
    harness.catalogue.failures.clear()
    await harness.ask(GPT)
  })

  it('are charged when nobody waits for the end: as far as the answer is known', async () => {
    const byTime = aHostedHarness({ unit: 'times', limit: 3 })
    await leaveEarly(byTime)
    expect(await used(byTime)).toEqual({ trial: 1 })
    const byToken = aHostedHarness({ unit: 'tokens', limit: 99 })
    await leaveEarly(byToken)
    expect(await used(byToken)).toEqual({ trial: 3 })
  })

  it('are not charged when the caller had left before', async () => {
    const harness = aHostedHarness({ unit: 'times', limit: 3 })
    const model = await harness.models.languageModel(tenantId, GPT)
    const gone = model.complete(REQUEST, { signal: AbortSignal.abort() })
    await expect(gone[Symbol.asyncIterator]().next()).rejects.toThrow()
    expect(await used(harness)).toEqual({ trial: 0 })
  })

  it('never take more than there is when many begin at one time', async () => {
    const harness = aHostedHarness({ unit: 'times', limit: 3 })
    const outcomes = await Promise.allSettled(Array.from({ length: 9 }, () => harness.ask(GPT)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(harness.catalogue.calls).toHaveLength(3)
    expect(await used(harness)).toEqual({ trial: 3 })
  })

  it('of other types of models are free, but refused as well once nothing is left', async () => {
    const harness = aHostedHarness({ unit: 'times', limit: 1 })
    const vec: ModelRef = { provider: 'openai', name: 'vec' }
    const embed = async (text: string) =>
      (await harness.models.embeddingModel(tenantId, vec)).embed([text], {
        purpose: 'query',
        signal: never(),
      })
    await embed('a')
    expect(await used(harness)).toEqual({ trial: 0 })
    await harness.ask(GPT)
    await expect(embed('b')).rejects.toThrow(ProviderQuotaExceeded)
  })

  it('are neither charged nor refused where the operator set no quotas', async () => {
    const harness = aHostedHarness({ limit: 0 })
    expect(await harness.ask({ provider: 'offline', name: 'echo' })).toBe('echo by operator')
  })

  it('answer although what they cost cannot be written', async () => {
    const harness = aHostedHarness({ unit: 'tokens', limit: 99 })
    const errors: string[] = []
    let isBroken = false
    const hosting = new HostedQuotas({
      unitOfWork: {
        run: (tenant, work) =>
          isBroken ? Promise.reject(new Error('gone')) : harness.unitOfWork.run(tenant, work),
      },
      hosted: harness.hosted,
      logger: { ...silentLogger, error: (message: string) => errors.push(message) },
    })
    const call = await hosting.begin(tenantId, GPT_KEY)
    isBroken = true
    await call.commit(TOKENS)
    expect(errors).toEqual(['quota not charged'])
    await expect(hosting.begin(tenantId, GPT_KEY)).rejects.toThrow('gone')
  })

  it('are settled once, whatever is told afterwards', async () => {
    const harness = aHostedHarness({ unit: 'times', limit: 9 })
    const made = await harness.hosting.begin(tenantId, GPT_KEY)
    await made.commit(TOKENS)
    await made.release()
    const failed = await harness.hosting.begin(tenantId, GPT_KEY)
    await failed.release()
    await failed.release()
    await failed.commit(TOKENS)
    expect(await used(harness)).toEqual({ trial: 1 })
  })

  it('leave it to the models that stand in once nothing is left', async () => {
    const harness = aHostedHarness({ unit: 'times', limit: 1 })
    await harness.addCredential('own', { provider: 'anthropic' })
    await new ConfigureModel(harness).execute({
      tenantId,
      model: GPT_KEY,
      change: { fallbacks: [CLAUDE] },
    })
    const model = await harness.models.languageModel(tenantId, GPT)
    await harness.ask(GPT)
    const pieces = []
    for await (const chunk of model.complete(REQUEST, { signal: never() })) pieces.push(chunk)
    expect(pieces[0]).toEqual({ type: 'text', text: 'claude by own' })
  })
})

describe('whose credentials are in use', () => {
  it("the workspace's own where it has any, whatever is left of the quota", async () => {
    const harness = aHostedHarness({ limit: 9 })
    await harness.addCredential('own')
    expect(await harness.ask(GPT)).toBe('gpt by own')
    expect(await used(harness)).toEqual({ trial: 0 })
    expect(await statusOf(harness)).toEqual(['active', 'workspace'])
  })

  it("the operator's where the workspace prefers them, until nothing is left", async () => {
    const harness = aHostedHarness({ unit: 'times', limit: 1 })
    await harness.addCredential('own')
    await prefer(harness, 'system', 'langgenius/openai/openai')
    expect(await harness.ask(GPT)).toBe('gpt by operator')
    expect(await harness.ask(GPT)).toBe('gpt by own')
    expect(await statusOf(harness)).toEqual(['active', 'workspace'])
    await grant(harness, 'trial', 2)
    expect(await harness.ask(GPT)).toBe('gpt by operator')
    await prefer(harness, undefined)
    expect(await harness.ask(GPT)).toBe('gpt by own')
  })

  it("the operator's where the workspace prefers its own but has none", async () => {
    const harness = aHostedHarness({ limit: 1 })
    await prefer(harness, 'custom')
    expect(await harness.ask(GPT)).toBe('gpt by operator')
  })

  it("its own only, where they are preferred and the operator's would do", async () => {
    const harness = aHostedHarness({ limit: 9 })
    await harness.addCredential('special', { scope: { type: 'llm', name: 'gpt-4' } })
    await expect(harness.ask(GPT)).rejects.toThrow(ModelNotConfigured)
    expect(await statusOf(harness)).toEqual(['no-configure', undefined])
    expect(await statusOf(harness, 'gpt-4')).toEqual(['active', 'workspace'])
  })

  it("the operator's beside its own where the operator set no quotas, as long as nothing is preferred", async () => {
    const harness = aModelHarness({ operated: ['openai'] })
    await harness.addCredential('special', { scope: { type: 'llm', name: 'gpt-4' } })
    expect(await harness.ask(GPT)).toBe('gpt by operator')
    expect(await statusOf(harness)).toEqual(['active', 'operator'])
    await prefer(harness, 'custom')
    await expect(harness.ask(GPT)).rejects.toThrow(ModelNotConfigured)
    expect(await statusOf(harness)).toEqual(['no-configure', undefined])
  })

  it("not the operator's as long as no quota has a limit", async () => {
    const harness = aHostedHarness({ type: 'paid', limit: undefined })
    await expect(harness.ask(GPT)).rejects.toThrow(ModelNotConfigured)
    await grant(harness, 'paid', 1)
    expect(await harness.ask(GPT)).toBe('gpt by operator')
  })
})

describe('the status of a model', () => {
  it('is quota-exceeded, and it cannot become a default, once nothing is left', async () => {
    const harness = aHostedHarness({ limit: 1 })
    expect(await statusOf(harness)).toEqual(['active', 'operator'])
    await harness.ask(GPT)
    expect(await statusOf(harness)).toEqual(['quota-exceeded', undefined])
    const choice = new SetDefaultModel(harness).execute({ tenantId, type: 'llm', model: GPT })
    await expect(choice).rejects.toThrow(ModelNotConfigured)
  })

  it('does not make anything else the default, least of all the last resort', async () => {
    const harness = aModelHarness({
      operated: ['offline', 'openai'],
      hosted: new Map([['openai', [aQuota({ limit: 1 })]]]),
      operatorDefaults: { llm: GPT },
      lastResort: { llm: { provider: 'offline', name: 'echo' } },
    })
    expect(await harness.ask(DEFAULT_MODEL)).toBe('gpt by operator')
    await expect(harness.ask(DEFAULT_MODEL)).rejects.toThrow(ProviderQuotaExceeded)
    expect(await harness.models.defaultModel(tenantId, 'llm')).toMatchObject({ model: GPT })
  })

  it('is no-permission where the quota in use is for other models', async () => {
    const models = [{ type: 'llm', name: 'gpt-4', baseName: undefined }] as const
    const harness = aHostedHarness({ limit: 1, models })
    expect(await statusOf(harness)).toEqual(['no-permission', undefined])
    expect(await statusOf(harness, 'gpt-4')).toEqual(['active', 'operator'])
    await expect(harness.ask(GPT)).rejects.toThrow(ModelNotPermitted)
    expect(await harness.ask({ ...GPT, name: 'gpt-4' })).toBe('gpt-4 by operator')
  })

  it('is credential-removed where there are credentials but none is in use', async () => {
    const harness = aModelHarness()
    await harness.addCredential('idle', { isActive: false })
    const operator = { providers: [], models: [] }
    const listed = await new ListModels({ ...harness, operator }).execute({ tenantId, all: true })
    expect(listed.find(({ model }) => model.name === 'gpt')?.status).toBe('credential-removed')
    await expect(harness.ask(GPT)).rejects.toThrow(ModelNotConfigured)
  })

  it('is disabled where the workspace switched it off, whoever offers it', async () => {
    const harness = aHostedHarness({ limit: 1 })
    const change = { isEnabled: false }
    await new ConfigureModel(harness).execute({ tenantId, model: GPT_KEY, change })
    expect(await statusOf(harness)).toEqual(['disabled', 'operator'])
    await expect(harness.ask(GPT)).rejects.toThrow(/switched it off/)
  })
})

describe('GetHostedProviders', () => {
  it('tells what is left, and whose credentials are preferred and in use', async () => {
    const harness = aHostedHarness(
      { type: 'trial', unit: 'credits', limit: 5 },
      { type: 'free', unit: 'tokens', limit: undefined },
      { type: 'paid', unit: 'times', limit: undefined },
    )
    await harness.ask(GPT)
    expect(await new GetHostedProviders(harness).execute({ tenantId })).toEqual([
      {
        provider: 'openai',
        status: 'active',
        preferred: 'system',
        inUse: 'system',
        current: 'trial',
        quotas: [
          { type: 'free', unit: 'tokens', limit: 0, used: 0, isValid: false },
          { type: 'trial', unit: 'credits', limit: 5, used: 1, isValid: true },
        ],
      },
    ])
  })

  it('tells of a provider nobody may use yet', async () => {
    const harness = aHostedHarness({ type: 'paid', limit: undefined })
    expect(await new GetHostedProviders(harness).execute({ tenantId })).toMatchObject([
      { status: 'unsupported', inUse: 'custom', current: undefined, quotas: [] },
    ])
  })
})

describe('GrantQuota', () => {
  it('gives more or less than everybody has, and takes it back', async () => {
    const harness = aHostedHarness({ unit: 'times', limit: 1 })
    await harness.ask(GPT)
    await grant(harness, 'trial', 2)
    await harness.ask(GPT)
    await expect(harness.ask(GPT)).rejects.toThrow(ProviderQuotaExceeded)
    await grant(harness, 'trial', UNLIMITED)
    await harness.ask(GPT)
    expect(await used(harness)).toEqual({ trial: 2 })
    await grant(harness, 'trial', undefined)
    await expect(harness.ask(GPT)).rejects.toThrow(ProviderQuotaExceeded)
  })

  it('refuses a quota the operator did not set, and a limit that is none', async () => {
    const harness = aHostedHarness({ type: 'trial' })
    await expect(grant(harness, 'paid', 1)).rejects.toThrow(ValidationError)
    for (const limit of [-2, 0.5, Number.NaN])
      await expect(grant(harness, 'trial', limit)).rejects.toThrow(ValidationError)
  })
})
