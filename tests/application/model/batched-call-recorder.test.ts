import { BatchedCallRecorder, GetModelUsage } from '@weft/application/model'
import { InMemoryStore, InMemoryUnitOfWork } from '@weft/application/testing'
import type { TenantId } from '@weft/domain/kernel'
import { silentLogger, TokenUsage, type Logger } from '@weft/domain/kernel'
import { ModelCallId, type ModelCallRecord } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { anId, aTenantId, aTime } from '../../contracts/builders.js'

const aCall = (tenantId: TenantId): ModelCallRecord => ({
  id: ModelCallId.parse(anId()),
  tenantId,
  at: aTime(),
  model: { type: 'llm', provider: 'p', name: 'm' },
  credentialId: undefined,
  appId: undefined,
  user: undefined,
  nodeId: undefined,
  usage: TokenUsage.of({ promptTokens: 1 }),
  isUsageCounted: false,
  outcome: { type: 'succeeded' },
})

function aRecorder(options: ConstructorParameters<typeof BatchedCallRecorder>[1] = {}) {
  const inner = new InMemoryUnitOfWork(new InMemoryStore())
  const state = { writes: 0, fails: false }
  const unitOfWork: typeof inner = Object.assign(Object.create(inner) as typeof inner, {
    run: (...args: Parameters<typeof inner.run>) => {
      state.writes++
      return state.fails ? Promise.reject(new Error('down')) : inner.run(...args)
    },
  })
  const lost: unknown[] = []
  const logger: Logger = { ...silentLogger, error: (_message, fields) => lost.push(fields) }
  const recorder = new BatchedCallRecorder({ unitOfWork, logger }, { delayMs: 60_000, ...options })
  const count = async (tenantId: TenantId) => {
    const period = { from: aTime(), until: aTime(1) }
    const [sum] = await new GetModelUsage(inner).execute({ tenantId, ...period })
    return sum?.calls ?? 0
  }
  return { recorder, state, lost, count }
}

describe('BatchedCallRecorder', () => {
  it('writes the calls of a workspace together, a moment later', async () => {
    const { recorder, state, count } = aRecorder({ delayMs: 5 })
    const [one, other] = [aTenantId(), aTenantId()]
    for (const tenantId of [one, other, one]) recorder.record(aCall(tenantId))
    expect(state.writes).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(state.writes).toBe(2)
    expect([await count(one), await count(other)]).toEqual([2, 1])
  })

  it('writes large numbers in parts', async () => {
    const { recorder, state, count } = aRecorder({ batchSize: 10 })
    const tenantId = aTenantId()
    for (let i = 0; i < 25; i++) recorder.record(aCall(tenantId))
    await recorder.close()
    expect(state.writes).toBe(3)
    expect(await count(tenantId)).toBe(25)
  })

  it('keeps what cannot be written, and never fails', async () => {
    const { recorder, state, count, lost } = aRecorder()
    const tenantId = aTenantId()
    recorder.record(aCall(tenantId))
    state.fails = true
    await recorder.flush()
    recorder.record(aCall(tenantId))
    state.fails = false
    await recorder.close()
    expect(await count(tenantId)).toBe(2)
    expect(lost).toEqual([])
  })

  it('gives the oldest up when too many wait, and says so', async () => {
    const { recorder, count, lost } = aRecorder({ maxWaiting: 3 })
    const tenantId = aTenantId()
    for (let i = 0; i < 5; i++) recorder.record(aCall(tenantId))
    await recorder.close()
    expect(await count(tenantId)).toBe(3)
    expect(lost).toHaveLength(2)
  })
})
