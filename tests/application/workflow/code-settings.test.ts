import { Tenant, AccountId } from '@weft/domain/account'
import {
  ChangeCodeSettings,
  GetCodeSettings,
  KnownCodeRules,
  noCodeRules,
  StoredCodeRules,
} from '@weft/application/workflow'
import { InMemoryStore, InMemoryUnitOfWork } from '@weft/application/testing'
import { NotFound, TenantId } from '@weft/domain/kernel'
import { CodeSettings, type CodeRules } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

const tenantId = TenantId.parse('018f2f7a-1111-7aaa-8bbb-000000000001')
const stranger = TenantId.parse('018f2f7a-1111-7aaa-8bbb-000000000002')
const START = Date.parse('2030-01-02T03:04:05Z')

function aClock() {
  let now = START
  return { now: () => new Date(now), pass: (ms: number) => (now += ms) }
}

async function aWorkspace() {
  const store = new InMemoryStore()
  const unitOfWork = new InMemoryUnitOfWork(store)
  const clock = aClock()
  const ownerId = AccountId.parse('018f2f7a-1111-7aaa-8bbb-000000000009')
  const tenant = Tenant.create({ id: tenantId, name: 'Looms', ownerId, at: clock.now() })
  await unitOfWork.run(tenantId, ({ tenants }) => tenants.save(tenant))
  const known = new KnownCodeRules(new StoredCodeRules(unitOfWork), clock)
  const change = new ChangeCodeSettings({ unitOfWork, clock, known })
  const get = new GetCodeSettings({ unitOfWork })
  return { store, unitOfWork, clock, known, change, get }
}

describe('ChangeCodeSettings', () => {
  it('stores the change, shows it at once, and records who made it', async () => {
    const { store, known, change, get } = await aWorkspace()
    expect((await known.rulesOf(tenantId)).network).toBeUndefined()
    const action = { type: 'grant-network', hosts: ['api.example.org'] } as const
    const changed = await change.execute({ tenantId, action, by: 'Ada' })
    expect(changed.rules.allowedHosts).toEqual(['api.example.org'])
    expect((await get.execute({ tenantId })).rules).toEqual(changed.rules)
    expect((await known.rulesOf(tenantId)).network).toBe('granted')
    expect(store.outbox).toMatchObject([
      {
        tenantId,
        event: {
          type: 'CodeSettingsChanged',
          aggregateId: tenantId,
          data: { by: 'Ada', network: 'granted', allowedHosts: 'api.example.org' },
        },
      },
    ])
  })

  it('changes and records nothing when the action makes no sense', async () => {
    const { store, change, get } = await aWorkspace()
    const action = { type: 'grant-network', hosts: ['not a host'] } as const
    await expect(change.execute({ tenantId, action, by: 'Ada' })).rejects.toThrow('is no host')
    expect((await get.execute({ tenantId })).properties).toEqual(
      CodeSettings.initial(tenantId).properties,
    )
    expect(store.outbox).toEqual([])
  })

  it('knows no workspace that is not there', async () => {
    const { change, get } = await aWorkspace()
    await expect(get.execute({ tenantId: stranger })).rejects.toThrow(NotFound)
    const action = { type: 'grant-network' } as const
    await expect(change.execute({ tenantId: stranger, action, by: 'Ada' })).rejects.toThrow(
      NotFound,
    )
  })
})

describe('KnownCodeRules', () => {
  const granted: CodeRules = { ...CodeSettings.initial(tenantId).rules, network: 'granted' }
  const denied: CodeRules = { ...granted, network: 'denied' }

  function aSource() {
    const source = {
      hasWorkspaces: true,
      answers: [] as (CodeRules | Error)[],
      lookups: 0,
      rulesOf: async () => {
        source.lookups += 1
        const answer = source.answers.shift() ?? granted
        if (answer instanceof Error) throw answer
        return answer
      },
    }
    const clock = aClock()
    return { source, clock, known: new KnownCodeRules(source, clock) }
  }

  it('asks once for many runs', async () => {
    const { source, clock, known } = aSource()
    await Promise.all(Array.from({ length: 50 }, () => known.rulesOf(tenantId)))
    clock.pass(4_999)
    await known.rulesOf(tenantId)
    expect(source.lookups).toBe(1)
  })

  it('asks again after five seconds, and no run waits for that', async () => {
    const { source, clock, known } = aSource()
    source.answers = [granted, denied]
    await known.rulesOf(tenantId)
    clock.pass(5_000)
    expect((await known.rulesOf(tenantId)).network).toBe('granted')
    expect(source.lookups).toBe(2)
    expect((await known.rulesOf(tenantId)).network).toBe('denied')
    expect(source.lookups).toBe(2)
  })

  it('uses nothing that is ten seconds old: a change elsewhere holds by then', async () => {
    const { source, clock, known } = aSource()
    source.answers = [granted, denied]
    await known.rulesOf(tenantId)
    clock.pass(10_000)
    expect((await known.rulesOf(tenantId)).network).toBe('denied')
  })

  it('uses what it knows while looking up fails, but no longer than that', async () => {
    const { source, clock, known } = aSource()
    source.answers = [granted, new Error('gone'), new Error('gone'), denied]
    await known.rulesOf(tenantId)
    clock.pass(6_000)
    expect((await known.rulesOf(tenantId)).network).toBe('granted')
    await Promise.resolve()
    clock.pass(4_000)
    await expect(known.rulesOf(tenantId)).rejects.toThrow('gone')
    expect((await known.rulesOf(tenantId)).network).toBe('denied')
  })

  it('forgets what was being looked up when it was told of a change', async () => {
    const { source, known } = aSource()
    source.answers = [granted, denied]
    const before = known.rulesOf(tenantId)
    known.evict(tenantId)
    await before
    expect((await known.rulesOf(tenantId)).network).toBe('denied')
  })

  it('keeps workspaces apart', async () => {
    const { source, known } = aSource()
    source.answers = [granted, denied]
    expect((await known.rulesOf(tenantId)).network).toBe('granted')
    expect((await known.rulesOf(stranger)).network).toBe('denied')
    expect((await known.rulesOf(tenantId)).network).toBe('granted')
  })

  it('has nothing to say where there are no workspaces', async () => {
    const known = new KnownCodeRules(noCodeRules, aClock())
    expect(known.hasWorkspaces).toBe(false)
    expect(await known.rulesOf(tenantId)).toEqual(CodeSettings.initial(tenantId).rules)
  })
})
