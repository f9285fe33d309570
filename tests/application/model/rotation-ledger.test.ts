import { InProcessRotationLedger, SharedRotationLedger } from '@weft/application/model'
import { silentLogger, type Logger } from '@weft/domain/kernel'
import type { ModelKey, RotationLedger } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { aTenantId, aTime } from '../../contracts/builders.js'
import { describeRotationLedger } from '../../contracts/rotation-ledger.contract.js'

const GPT: ModelKey = { type: 'llm', provider: 'openai', name: 'gpt-4o' }

describeRotationLedger('in process', async (clock) => ({
  ledgers: [new InProcessRotationLedger(clock)],
  close: () => Promise.resolve(),
}))

describeRotationLedger('shared by processes', async (clock) => {
  const shared = new InProcessRotationLedger(clock)
  const process = () =>
    new SharedRotationLedger({
      shared,
      own: new InProcessRotationLedger(clock),
      clock,
      logger: silentLogger,
    })
  return { ledgers: [process(), process(), process()], close: () => Promise.resolve() }
})

/** A shared ledger that can be switched off, with a clock that is moved by hand. */
function aHarness(patienceMs = 60_000) {
  let now = aTime().getTime()
  let state: 'up' | 'down' | 'silent' = 'up'
  const asked: string[] = []
  const warnings: string[] = []
  const clock = { now: () => new Date(now) }
  const inner = new InProcessRotationLedger(clock)
  const through = async <Answer>(name: string, answer: () => Promise<Answer>): Promise<Answer> => {
    asked.push(name)
    if (state === 'down') throw new Error('down')
    return state === 'silent' ? new Promise<Answer>(() => undefined) : answer()
  }
  const shared: RotationLedger = {
    takeTurn: (...given) => through('takeTurn', () => inner.takeTurn(...given)),
    cool: (...given) => through('cool', () => inner.cool(...given)),
    resting: (...given) => through('resting', () => inner.resting(...given)),
  }
  const logger: Logger = { ...silentLogger, warn: (message) => warnings.push(message) }
  const own = new InProcessRotationLedger(clock)
  const ledger = new SharedRotationLedger({ shared, own, clock, logger }, { patienceMs })
  return {
    ledger,
    asked,
    warnings,
    become: (next: typeof state) => (state = next),
    pass: (ms: number) => (now += ms),
  }
}

describe('SharedRotationLedger', () => {
  it('takes turns on its own while the shared ledger fails, and says so once', async () => {
    const { ledger, asked, warnings, become } = aHarness()
    const tenantId = aTenantId()
    become('down')
    const turns = [1, 2, 3].map(() => ledger.takeTurn(tenantId, GPT))
    const calls = (await Promise.all([...turns])).map(({ call }) => call)
    expect(calls.sort()).toEqual([1, 2, 3])
    const before = asked.length
    expect((await ledger.takeTurn(tenantId, GPT)).call).toBe(4)
    expect(await ledger.resting(tenantId, GPT)).toEqual(new Map())
    expect(asked).toHaveLength(before)
    expect(new Set(warnings)).toEqual(new Set(['load is balanced by each process on its own']))
  })

  it('goes back to the shared ledger after five seconds', async () => {
    const { ledger, warnings, become, pass } = aHarness()
    const tenantId = aTenantId()
    for (let call = 1; call <= 7; call++) await ledger.takeTurn(tenantId, GPT)
    become('down')
    expect((await ledger.takeTurn(tenantId, GPT)).call).toBe(1)
    become('up')
    pass(4_999)
    expect((await ledger.takeTurn(tenantId, GPT)).call).toBe(2)
    pass(1)
    expect((await ledger.takeTurn(tenantId, GPT)).call).toBe(8)
    expect(warnings).toHaveLength(1)
  })

  it('waits no longer than it has patience', async () => {
    const { ledger, become } = aHarness(10)
    become('silent')
    expect((await ledger.takeTurn(aTenantId(), GPT)).call).toBe(1)
  })

  it('remembers who rests although the shared ledger fails', async () => {
    const { ledger, become, asked } = aHarness()
    const tenantId = aTenantId()
    await ledger.cool(tenantId, GPT, 'before', 60_000)
    expect(asked).toEqual(['cool'])
    become('down')
    await ledger.cool(tenantId, GPT, 'after', 10_000)
    expect(await ledger.resting(tenantId, GPT)).toEqual(
      new Map([
        ['before', 60_000],
        ['after', 10_000],
      ]),
    )
    expect((await ledger.takeTurn(tenantId, GPT)).resting.size).toBe(2)
  })
})
