import type { JsonObject } from '@weft/domain/kernel'
import { ToolArgumentInvalid, ToolInvocationFailed } from '@weft/domain/tool'
import { timeTools } from '@weft/application/tool'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textOf } from './tool-harness.js'

const clock = { now: () => new Date('2024-02-29T23:05:09.500Z') }
const say = (name: string, values: JsonObject = {}) => textOf(timeTools(clock), name, values)

describe('time tools', () => {
  it('tell the current time, in UTC unless said otherwise', async () => {
    expect(await say('current_time')).toBe('2024-02-29 23:05:09')
    expect(await say('current_time', { timezone: 'Asia/Shanghai' })).toBe('2024-03-01 07:05:09')
    await expect(say('current_time', { timezone: 'Mars/Base' })).rejects.toThrow(
      ToolArgumentInvalid,
    )
  })

  it.each([
    ['%d.%m.%y', '29.02.24'],
    ['%A, %B %e', 'Thursday, February 29'],
    ['%a %b %I:%M %p', 'Thu Feb 11:05 PM'],
    ['%j %u %w', '060 4 4'],
    ['%z %Z %% %Q', '+0000 UTC % %Q'],
    ['%F %T %R', '2024-02-29 23:05:09 23:05'],
    ['no directives', 'no directives'],
  ])('write the time as asked: %s', async (format, expected) => {
    expect(await say('current_time', { format })).toBe(expected)
  })

  it('tell weekdays (104)', async () => {
    expect(await say('weekday', { year: 2024, month: 2, day: 29 })).toBe(
      'February 29, 2024 is Thursday.',
    )
    expect(await say('weekday', { year: 2023, month: 2, day: 29 })).toMatch(/^Invalid date/)
    await expect(say('weekday', { year: 2023, day: 29 })).rejects.toThrow(ToolArgumentInvalid)
  })

  it('turn local times into timestamps and back (104)', async () => {
    const values = { localtime: '2024-01-01 00:00:00', timezone: 'Asia/Shanghai' }
    expect(await say('localtime_to_timestamp', values)).toBe('1704038400')
    expect(await say('timestamp_to_localtime', { timestamp: 1704038400 })).toBe(
      '2024-01-01 00:00:00',
    )
    expect(await say('timestamp_to_localtime', { timestamp: '0', timezone: 'UTC' })).toBe(
      '1970-01-01 00:00:00',
    )
  })

  it('convert between time zones (104)', async () => {
    const values = { current_time: '2024-01-01 00:00:00' }
    expect(await say('timezone_conversion', values)).toBe('2024-01-01 01:00:00')
  })

  it.each([
    ['no such day', { localtime: '2024-02-30 00:00:00' }],
    ['no time', { localtime: 'noon' }],
    ['no such hour', { localtime: '2024-02-03 25:00:00' }],
    ['no such zone', { localtime: '2024-02-03 00:00:00', timezone: 'Mars/Base' }],
  ])('refuse %s', async (_, values) => {
    await expect(say('localtime_to_timestamp', values)).rejects.toThrow(ToolInvocationFailed)
  })

  it('come back to the same time in every zone (property)', async () => {
    const zones = fc.constantFrom('UTC', 'Asia/Kolkata', 'Asia/Tokyo', 'America/Sao_Paulo')
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1.5e9, max: 2e9 }), zones, async (timestamp, timezone) => {
        const localtime = await say('timestamp_to_localtime', { timestamp, timezone })
        expect(await say('localtime_to_timestamp', { localtime, timezone })).toBe(String(timestamp))
      }),
      { numRuns: 50 },
    )
  })
})
