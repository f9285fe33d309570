import { EndUserId } from '@weft/domain/account'
import { AppId } from '@weft/domain/app'
import { isUuid } from '@weft/domain/kernel'
import {
  InProcessGenerationRegistry,
  randomIds,
  TooManyActiveGenerations,
} from '@weft/application/kernel'
import { describe, expect, it } from 'vitest'

const appId = AppId.parse('11111111-1111-7111-8111-111111111111')
const endUserId = EndUserId.parse('22222222-2222-7222-8222-222222222222')
const other = '33333333-3333-7333-8333-333333333333'
const aTask = (taskId: string, maxActive = 0) => ({ taskId, appId, endUserId, maxActive })

describe('InProcessGenerationRegistry', () => {
  it('stops a task for its own app and end user only', async () => {
    const registry = new InProcessGenerationRegistry()
    const { signal } = registry.enter(aTask('t'))
    await registry.stop({ taskId: 't', appId: AppId.parse(other), endUserId })
    await registry.stop({ taskId: 't', appId, endUserId: EndUserId.parse(other) })
    await registry.stop({ taskId: 'else', appId, endUserId })
    expect(signal.aborted).toBe(false)
    await registry.stop({ taskId: 't', appId, endUserId })
    expect(signal.aborted).toBe(true)
  })

  it('forgets a task that has left', () => {
    const registry = new InProcessGenerationRegistry()
    const slot = registry.enter(aTask('t'))
    expect(registry.size).toBe(1)
    slot.leave()
    slot.leave()
    expect(registry.size).toBe(0)
  })

  it('lets no more of an app in than it may have', () => {
    const registry = new InProcessGenerationRegistry()
    const first = registry.enter(aTask('a', 2))
    registry.enter(aTask('b', 2))
    expect(() => registry.enter(aTask('c', 2))).toThrow(new TooManyActiveGenerations(appId, 2))
    first.leave()
    expect(() => registry.enter(aTask('c', 2))).not.toThrow()
  })

  it('counts a slot that is left twice once', () => {
    const registry = new InProcessGenerationRegistry()
    const first = registry.enter(aTask('a', 2))
    registry.enter(aTask('b', 2))
    first.leave()
    first.leave()
    registry.enter(aTask('c', 2))
    expect(() => registry.enter(aTask('d', 2))).toThrow(TooManyActiveGenerations)
  })
})

describe('randomIds', () => {
  it('gives out different ids, also over several fillings of its pool', () => {
    const ids = Array.from({ length: 2_000 }, () => randomIds.next())
    expect(new Set(ids).size).toBe(2_000)
    expect(ids.every(isUuid)).toBe(true)
  })
})
