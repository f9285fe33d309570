import { ResilientModelGuard, type ModelGuardOptions } from '@weft/adapters-llm'
import { ModelCallFailed, ModelCallHeldBack, type GuardTarget } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { failureOf, never } from '../support/completion-request.js'

const model = { provider: 'p', name: 'm' }
const target = (credential = 'key', provider = 'p'): GuardTarget => ({
  model,
  provider,
  credential,
})
const down = () => new ModelCallFailed(model, 'server-unavailable', 'down')

/** A guard whose time stands still until it is moved. */
function aGuard(options: ModelGuardOptions = {}) {
  let now = 0
  const guard = new ResilientModelGuard({
    clock: { now: () => new Date(now) },
    maxAttempts: 1,
    backoff: { initialMs: 1, maxMs: 1 },
    ...options,
  })
  const fail = (credential = 'key') =>
    failureOf(guard.run(target(credential), () => Promise.reject(down()), { signal: never() }))
  const succeed = (credential = 'key') =>
    guard.run(target(credential), () => Promise.resolve('yes'), { signal: never() })
  return { guard, fail, succeed, pass: (ms: number) => (now += ms) }
}

function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { open, opened }
}

describe('circuit of a credential', () => {
  it('opens after five failures, tries three calls after 30 seconds, and closes when they succeed', async () => {
    const { guard, fail, succeed, pass } = aGuard()
    for (let i = 0; i < 5; i++) await fail()
    expect(guard.circuitOf('key')).toBe('open')
    const held = await failureOf(succeed())
    expect(held).toBeInstanceOf(ModelCallHeldBack)
    expect(held).toMatchObject({ reason: 'circuit-open', retryAfterMs: 30_000 })
    pass(30_000)
    await succeed()
    expect(guard.circuitOf('key')).toBe('half-open')
    await succeed()
    await succeed()
    expect(guard.circuitOf('key')).toBe('closed')
  })

  it('opens again when one of the calls it tries fails', async () => {
    const { guard, fail, succeed, pass } = aGuard()
    for (let i = 0; i < 5; i++) await fail()
    pass(30_000)
    await succeed()
    await fail()
    expect(guard.circuitOf('key')).toBe('open')
  })

  it('concerns no other credential', async () => {
    const { guard, fail, succeed } = aGuard()
    for (let i = 0; i < 5; i++) await fail('one')
    expect(guard.circuitOf('one')).toBe('open')
    expect(await succeed('other')).toBe('yes')
  })

  it('forgets failures after a minute', async () => {
    const { guard, fail, pass } = aGuard()
    for (let i = 0; i < 4; i++) await fail()
    pass(60_001)
    await fail()
    expect(guard.circuitOf('key')).toBe('closed')
  })

  it('stands still while calls are given up here', async () => {
    const { guard } = aGuard()
    for (let i = 0; i < 9; i++) {
      const caller = new AbortController()
      const call = guard.run(
        target(),
        (signal) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              reject(new Error('aborted inside'))
            })
          }),
        { signal: caller.signal },
      )
      await Promise.resolve()
      caller.abort(new Error('gone'))
      expect(await failureOf(call)).toMatchObject({ message: 'gone' })
    }
    expect(guard.circuitOf('key')).toBe('closed')
  })
})

describe('places of a provider', () => {
  const hold = (guard: ResilientModelGuard, credential: string, opened: Promise<void>) =>
    guard.run(target(credential), () => opened, { signal: never() })

  it('are given one after the other, whatever the credential', async () => {
    const { guard } = aGuard({ maxConcurrent: 1 })
    const first = gate()
    let hasBegun = false
    const holding = hold(guard, 'one', first.opened)
    const waiting = guard.run(
      target('two'),
      () => {
        hasBegun = true
        return Promise.resolve()
      },
      { signal: never() },
    )
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(hasBegun).toBe(false)
    first.open()
    await Promise.all([holding, waiting])
    expect(hasBegun).toBe(true)
  })

  it('are refused when too many wait', async () => {
    const { guard } = aGuard({ maxConcurrent: 1, maxQueued: 0 })
    const first = gate()
    const holding = hold(guard, 'one', first.opened)
    const refused = await failureOf(hold(guard, 'two', Promise.resolve()))
    expect(refused).toMatchObject({ reason: 'too-many-calls', kind: 'rate-limit' })
    first.open()
    await holding
    await hold(guard, 'two', Promise.resolve())
  })

  it('go to the next in line when one in line has left', async () => {
    const { guard } = aGuard({ maxConcurrent: 1 })
    const first = gate()
    const holding = hold(guard, 'one', first.opened)
    const leaver = new AbortController()
    const left = failureOf(
      guard.run(target('two'), () => Promise.resolve(), { signal: leaver.signal }),
    )
    const last = hold(guard, 'three', Promise.resolve())
    await new Promise((resolve) => setTimeout(resolve, 5))
    leaver.abort(new Error('gone'))
    expect(await left).toMatchObject({ message: 'gone' })
    first.open()
    await Promise.all([holding, last])
  })

  it('are held until a stream has ended', async () => {
    const { guard } = aGuard({ maxConcurrent: 1 })
    async function* pieces() {
      yield 1
      yield 2
    }
    const stream = guard.stream(target(), pieces, { signal: never() })[Symbol.asyncIterator]()
    await stream.next()
    const late = hold(guard, 'two', Promise.resolve()).then(() => 'late')
    const early = new Promise((resolve) => setTimeout(resolve, 10, 'early'))
    expect(await Promise.race([late, early])).toBe('early')
    await stream.return()
    expect(await late).toBe('late')
  })
})

describe('silence', () => {
  it('is not counted while the reader takes its time', async () => {
    const { guard } = aGuard({ silenceMs: 30 })
    async function* pieces() {
      yield 1
      yield 2
    }
    const seen: number[] = []
    for await (const piece of guard.stream(target(), pieces, { signal: never() })) {
      seen.push(piece)
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
    expect(seen).toEqual([1, 2])
  })
})

describe('hedging', () => {
  const slowThenFast = () => {
    let calls = 0
    const aborted: number[] = []
    const call = (signal: AbortSignal): Promise<number> => {
      const number = ++calls
      return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, number === 1 ? 500 : 5, number)
        signal.addEventListener('abort', () => {
          aborted.push(number)
          clearTimeout(timer)
          reject(new Error('given up'))
        })
      })
    }
    return { call, calls: () => calls, aborted }
  }

  it('is off unless it is asked for', async () => {
    const { guard } = aGuard()
    const slow = slowThenFast()
    expect(await guard.run(target(), slow.call, { signal: never() })).toBe(1)
    expect(slow.calls()).toBe(1)
  })

  it('takes the faster of two attempts and gives the other one up', async () => {
    const { guard } = aGuard({ hedgeAfterMs: 20 })
    const slow = slowThenFast()
    expect(await guard.run(target(), slow.call, { signal: never() })).toBe(2)
    expect(slow.aborted).toContain(1)
    expect(guard.circuitOf('key')).toBe('closed')
  })

  it('makes no second attempt when the first is quick, well or not', async () => {
    const { guard, fail } = aGuard({ hedgeAfterMs: 50 })
    let calls = 0
    const quick = () => Promise.resolve(++calls)
    expect(await guard.run(target(), quick, { signal: never() })).toBe(1)
    expect(await fail()).toMatchObject({ kind: 'server-unavailable' })
    await new Promise((resolve) => setTimeout(resolve, 70))
    expect(calls).toBe(1)
  })

  it('hands a whole stream on, of whichever attempt began first', async () => {
    const { guard } = aGuard({ hedgeAfterMs: 10 })
    let calls = 0
    const call = async function* (): AsyncGenerator<string> {
      const number = ++calls
      await new Promise((resolve) => setTimeout(resolve, number === 1 ? 100 : 1))
      yield `${number}a`
      yield `${number}b`
    }
    const pieces: string[] = []
    for await (const piece of guard.stream(target(), call, { signal: never() })) pieces.push(piece)
    expect(pieces).toEqual(['2a', '2b'])
  })
})
