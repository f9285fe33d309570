import { PruneModelRecords } from '@weft/application/model'
import {
  InMemoryPrunableWorkspaces,
  InMemoryStore,
  InMemoryUnitOfWork,
} from '@weft/application/testing'
import { TokenUsage, type TenantId } from '@weft/domain/kernel'
import { ModelCallId, type ModelKey } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { anId, aTenantId, aTime } from '../../contracts/builders.js'

const GPT: ModelKey = { type: 'llm', provider: 'openai', name: 'gpt' }
const VECTORS: ModelKey = { ...GPT, type: 'text-embedding' }
const DAY_MS = 86_400_000
const RETENTION = { usageDays: 400, embeddingDays: 30, maxEmbeddings: 3 }
const never = (): AbortSignal => new AbortController().signal

/** A store in which the age of calls and vectors is said in days. */
function aHarness() {
  const store = new InMemoryStore()
  const unitOfWork = new InMemoryUnitOfWork(store)
  const ports = {
    unitOfWork,
    workspaces: new InMemoryPrunableWorkspaces(store),
    clock: { now: () => aTime() },
  }
  const daysAgo = (days: number) => aTime(-days * DAY_MS)
  return {
    prune: (batchSize?: number, signal = never()) =>
      new PruneModelRecords(ports, RETENTION, batchSize).execute({ signal }),
    call: (tenantId: TenantId, ...ages: readonly number[]) =>
      unitOfWork.run(tenantId, ({ modelCalls }) =>
        modelCalls.add(
          ages.map((days) => ({
            id: ModelCallId.parse(anId()),
            tenantId,
            at: daysAgo(days),
            model: GPT,
            credentialId: undefined,
            appId: undefined,
            user: undefined,
            nodeId: undefined,
            usage: TokenUsage.none,
            isUsageCounted: false,
            outcome: { type: 'succeeded' },
          })),
        ),
      ),
    embed: async (tenantId: TenantId, ...ages: readonly number[]) => {
      for (const days of ages)
        await unitOfWork.run(tenantId, ({ embeddingCache }) =>
          embeddingCache.add(VECTORS, new Map([[`${days} days`, [1]]]), daysAgo(days)),
        )
    },
    calls: (tenantId: TenantId) =>
      unitOfWork.run(tenantId, async ({ modelCalls }) => {
        const sums = await modelCalls.sum({ from: daysAgo(10_000), until: aTime(1) })
        return sums.reduce((sum, { calls }) => sum + calls, 0)
      }),
    vectors: (tenantId: TenantId, ...ages: readonly number[]) =>
      unitOfWork.run(tenantId, async ({ embeddingCache }) => {
        const hashes = ages.map((days) => `${days} days`)
        return [...(await embeddingCache.find(VECTORS, hashes, aTime())).keys()]
      }),
  }
}

describe('PruneModelRecords', () => {
  it('lets calls go after 400 days, in every workspace', async () => {
    const harness = aHarness()
    const [mine, theirs] = [aTenantId(), aTenantId()]
    await harness.call(mine, 401, 400.5, 400, 399, 0)
    await harness.call(theirs, 500)
    expect(await harness.prune()).toEqual({ calls: 3, vectors: 0 })
    expect([await harness.calls(mine), await harness.calls(theirs)]).toEqual([3, 0])
    expect(await harness.prune()).toEqual({ calls: 0, vectors: 0 })
  })

  it('lets vectors go that nobody asked for in 30 days, and those that are too many', async () => {
    const harness = aHarness()
    const tenantId = aTenantId()
    await harness.embed(tenantId, 31, 40, 1, 2, 3, 4)
    expect(await harness.prune()).toEqual({ calls: 0, vectors: 3 })
    expect(await harness.vectors(tenantId, 31, 40, 1, 2, 3, 4)).toEqual([
      '1 days',
      '2 days',
      '3 days',
    ])
  })

  it('keeps what is asked for again', async () => {
    const harness = aHarness()
    const tenantId = aTenantId()
    await harness.embed(tenantId, 31, 40)
    await harness.vectors(tenantId, 31)
    expect(await harness.prune()).toEqual({ calls: 0, vectors: 1 })
    expect(await harness.vectors(tenantId, 31, 40)).toEqual(['31 days'])
  })

  it('works in batches until nothing is left', async () => {
    const harness = aHarness()
    const tenantId = aTenantId()
    await harness.call(tenantId, ...Array.from({ length: 7 }, (_, i) => 500 + i))
    await harness.embed(tenantId, 50, 51, 52, 53)
    expect(await harness.prune(2)).toEqual({ calls: 7, vectors: 4 })
  })

  it('stops when it is asked to, with what is done by then', async () => {
    const harness = aHarness()
    await harness.call(aTenantId(), 500)
    expect(await harness.prune(2, AbortSignal.abort())).toEqual({ calls: 0, vectors: 0 })
  })
})
