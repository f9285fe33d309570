import { ToolInvocationFailed } from '@weft/domain/tool'

/** A moment as the clocks of a time zone show it. */
export type ZonedTime = {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Milliseconds the zone is ahead of UTC at that moment. */
  readonly offsetMs: number
  /** `UTC`, `GMT+8`, `EST`. */
  readonly zoneName: string
}

/** @throws ToolInvocationFailed when there is no such time zone. */
export function toZonedTime(moment: Date, timezone: string): ZonedTime {
  const parts = new Map(
    formatterFor(timezone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  )
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type))
  const [year, month, day] = [number('year'), number('month'), number('day')]
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')]
  const shown = utc(year, month, day, hour, minute, second)
  const exact = Math.floor(moment.getTime() / 1000) * 1000
  const zoneName = parts.get('timeZoneName') ?? timezone
  return { year, month, day, hour, minute, second, offsetMs: shown - exact, zoneName }
}

/**
 * The moment at which clocks of the zone show a time written `YYYY-MM-DD HH:MM:SS`. Of two such moments the earlier one.
 *
 * @throws ToolInvocationFailed when the text is no such time, or there is no such time zone.
 */
export function parseLocalTime(text: string, timezone: string): Date {
  const [, ...fields] = LOCAL_TIME.exec(text.trim()) ?? []
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields.map(Number)
  const shown = utc(year, month, day, hour, minute, second)
  const back = new Date(shown)
  if (fields.length === 0 || Number.isNaN(shown) || back.getUTCDate() !== day || hour > 23)
    throw new ToolInvocationFailed(
      `${JSON.stringify(text)} is not a time of the form YYYY-MM-DD HH:MM:SS.`,
    )
  const guess = shown - toZonedTime(back, timezone).offsetMs
  return new Date(shown - toZonedTime(new Date(guess), timezone).offsetMs)
}

/** The zone of this machine. */
export function systemTimezone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

const LOCAL_TIME = /^(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{1,2}):(\d{1,2})$/

/** `Date.UTC` takes years below 100 for those of the last century. */
function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  return date.getTime()
}

function formatterFor(timezone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      timeZoneName: 'short',
    })
  } catch {
    throw new ToolInvocationFailed(`There is no time zone ${JSON.stringify(timezone)}.`)
  }
}
