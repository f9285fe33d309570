import {
  admitCall,
  CLOSED_CIRCUIT,
  DEFAULT_CIRCUIT_RULE as RULE,
  settleCall,
  type Circuit,
} from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

type Outcome = 'succeeded' | 'failed' | 'undecided'

/** Makes one call, if it is admitted, and says whether it was. */
function play(circuit: Circuit, outcome: Outcome, now: number) {
  const admission = admitCall(circuit, now, RULE)
  if (!admission.admitted) return { admitted: false, circuit: admission.circuit }
  const { probing } = admission
  return {
    admitted: true,
    circuit: settleCall(admission.circuit, { outcome, probing }, now, RULE),
  }
}

const after = (outcomes: readonly Outcome[], stepMs = 1, from: Circuit = CLOSED_CIRCUIT) =>
  outcomes.reduce((circuit, outcome, i) => play(circuit, outcome, i * stepMs).circuit, from)

const times = (count: number, outcome: Outcome) => Array<Outcome>(count).fill(outcome)

describe('circuit', () => {
  it('opens with the fifth failure within a minute, not with the fourth', () => {
    expect(after(times(4, 'failed')).status).toBe('closed')
    expect(after(times(5, 'failed')).status).toBe('open')
    expect(after(times(5, 'failed'), 15_001).status).toBe('closed')
  })

  it('opens when half of the calls fail', () => {
    const mixed = [...times(4, 'succeeded'), ...times(4, 'failed')]
    expect(after(mixed.slice(0, 7)).status).toBe('closed')
    expect(after(mixed).status).toBe('open')
  })

  it('lets nothing through for 30 seconds and says how long it will be', () => {
    const open: Circuit = { status: 'open', since: 1000 }
    expect(admitCall(open, 11_000, RULE)).toMatchObject({ admitted: false, retryAfterMs: 20_000 })
    expect(admitCall(open, 31_000, RULE)).toMatchObject({ admitted: true })
  })

  it('tries three calls then, closes when all succeed and opens again when one fails', () => {
    const open: Circuit = { status: 'open', since: 0 }
    const admissions = [1, 2, 3, 4].reduce<{ circuit: Circuit; admitted: boolean[] }>(
      ({ circuit, admitted }) => {
        const next = admitCall(circuit, 30_000, RULE)
        return { circuit: next.circuit, admitted: [...admitted, next.admitted] }
      },
      { circuit: open, admitted: [] },
    )
    expect(admissions.admitted).toEqual([true, true, true, false])
    const settle = (outcomes: readonly Outcome[]) =>
      outcomes.reduce<Circuit>(
        (circuit, outcome) => settleCall(circuit, { outcome, probing: 0 }, 30_001, RULE),
        admissions.circuit,
      )
    expect(settle(times(2, 'succeeded')).status).toBe('half-open')
    expect(settle(times(3, 'succeeded'))).toEqual(CLOSED_CIRCUIT)
    expect(settle(['succeeded', 'failed'])).toEqual({ status: 'open', since: 30_001 })
  })

  it('gives a probe that was given up to the next caller', () => {
    const { circuit } = play({ status: 'open', since: 0 }, 'undecided', 30_000)
    expect(circuit).toEqual({ status: 'half-open', since: 0, underWay: 0, succeeded: 0 })
    expect(after(times(3, 'succeeded'), 1, circuit)).toEqual(CLOSED_CIRCUIT)
  })

  it('learns nothing about a probe from a call that began before', () => {
    const open: Circuit = { status: 'open', since: 0 }
    const { circuit } = admitCall(open, 30_000, RULE)
    for (const outcome of ['succeeded', 'failed', 'undecided'] as const)
      expect(settleCall(circuit, { outcome, probing: undefined }, 30_001, RULE)).toBe(circuit)
  })

  const anyCalls = fc.array(
    fc.record({
      outcome: fc.constantFrom<Outcome>('succeeded', 'failed', 'undecided'),
      pauseMs: fc.nat({ max: 40_000 }),
    }),
    { maxLength: 60 },
  )

  it('stays closed as long as nothing fails, and remembers no more than it needs', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        let now = 0
        let circuit = CLOSED_CIRCUIT
        for (const { outcome, pauseMs } of calls) {
          now += pauseMs
          circuit = play(circuit, outcome === 'failed' ? 'succeeded' : outcome, now).circuit
          expect(circuit.status).toBe('closed')
          if (circuit.status === 'closed') expect(circuit.outcomes.length).toBeLessThanOrEqual(12)
        }
      }),
    )
  })

  it('opens exactly when five calls failed within a minute, or half of eight and more', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const made: { at: number; isFailure: boolean }[] = []
        let now = 0
        let circuit = CLOSED_CIRCUIT
        for (const { outcome, pauseMs } of calls) {
          now += pauseMs % 20_000
          circuit = play(circuit, outcome, now).circuit
          if (outcome !== 'undecided') made.push({ at: now, isFailure: outcome === 'failed' })
          const recent = made.filter(({ at }) => at > now - 60_000)
          const failures = recent.filter(({ isFailure }) => isFailure).length
          const isShare = recent.length >= 8 && failures * 2 >= recent.length
          const opens = outcome === 'failed' && (failures >= 5 || isShare)
          expect(circuit.status).toBe(opens ? 'open' : 'closed')
          if (opens) return
        }
      }),
      { numRuns: 500 },
    )
  })

  it('always comes back: once calls succeed, it closes within 30 seconds and three calls', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        let now = 0
        let circuit = CLOSED_CIRCUIT
        for (const { outcome, pauseMs } of calls) {
          now += pauseMs
          circuit = play(circuit, outcome, now).circuit
        }
        now += RULE.openMs
        for (let i = 0; i < RULE.probes; i++) circuit = play(circuit, 'succeeded', now).circuit
        expect(circuit.status).toBe('closed')
      }),
    )
  })

  it('never holds back a call that is retried when it said so', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 29_999 }), (since, waitedMs) => {
        const open: Circuit = { status: 'open', since }
        const refused = admitCall(open, since + waitedMs, RULE)
        if (refused.admitted) throw new Error('admitted too early')
        expect(admitCall(open, since + waitedMs + refused.retryAfterMs, RULE).admitted).toBe(true)
      }),
    )
  })
})
