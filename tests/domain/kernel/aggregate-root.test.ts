import { AggregateRoot, isJsonObject, assertNever, type DomainEvent } from '@weft/domain/kernel'
import { aClock } from '@weft/domain/kernel/testing'
import { describe, expect, it } from 'vitest'

class Lamp extends AggregateRoot<string> {
  constructor(readonly isOn: boolean) {
    super('lamp', 0)
  }

  turn(isOn: boolean, at: Date): Lamp {
    const lamp = new Lamp(isOn).carryEventsFrom(this)
    lamp.record(anEvent(isOn ? 'TurnedOn' : 'TurnedOff', at))
    return lamp
  }
}

function anEvent(type: string, at: Date): DomainEvent {
  return { type, schemaVersion: 1, aggregateId: 'lamp', at, data: {} }
}

describe('AggregateRoot', () => {
  it('carries the events of its earlier states, and leaves those states alone', () => {
    const clock = aClock()
    const off = new Lamp(false)
    const on = off.turn(true, clock.now())
    clock.advance(1000)
    const offAgain = on.turn(false, clock.now())
    expect(off.recordedEvents).toEqual([])
    expect(on.recordedEvents.map((event) => event.type)).toEqual(['TurnedOn'])
    expect(offAgain.recordedEvents.map((event) => event.type)).toEqual(['TurnedOn', 'TurnedOff'])
    expect(offAgain.recordedEvents[1]?.at.getTime()).toBe(clock.now().getTime())
  })

  it('is the same entity when the id is the same', () => {
    expect(new Lamp(true).id).toBe(new Lamp(false).id)
  })
})

describe('isJsonObject', () => {
  it.each([
    [{}, true],
    [Object.create(null), true],
    [[], false],
    [null, false],
    ['x', false],
    [undefined, false],
  ])('of %j is %s', (value: unknown, expected) => {
    expect(isJsonObject(value)).toBe(expected)
  })
})

describe('assertNever', () => {
  it('fails loudly on a variant nobody wrote a case for', () => {
    expect(() => assertNever('surprise' as never)).toThrow('Unexpected variant: "surprise"')
  })
})
