import type { Clock, JsonObject } from '@weft/domain/kernel'
import {
  ToolArgumentInvalid,
  ToolInvocationFailed,
  type Tool,
  type ToolParameter,
} from '@weft/domain/tool'
import { parameter, textTool, textValue } from '../function-tool.js'
import type { ToolProvider } from '../tool-provider.js'
import { DEFAULT_TIME_FORMAT, formatTime, MONTHS, WEEKDAYS, weekdayOf } from './format-time.js'
import { parseLocalTime, systemTimezone, toZonedTime } from './zoned-time.js'

const TIMEZONES = [
  'UTC',
  'America/New_York',
  'America/Los_Angeles',
  'America/Chicago',
  'America/Sao_Paulo',
  'Asia/Shanghai',
  'Asia/Ho_Chi_Minh',
  'Asia/Tokyo',
  'Asia/Dubai',
  'Asia/Kolkata',
  'Asia/Seoul',
  'Asia/Singapore',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Moscow',
  'Australia/Sydney',
  'Pacific/Auckland',
  'Africa/Cairo',
]

/** Tools that know about time and the calendar. */
export function timeTools(clock: Clock): ToolProvider {
  return {
    type: 'builtin',
    name: 'time',
    tools: [
      currentTime(clock),
      timezoneConversion(),
      localtimeToTimestamp(),
      timestampToLocaltime(),
      weekday(),
    ],
  }
}

function currentTime(clock: Clock): Tool {
  const description = {
    name: 'current_time',
    label: 'Current time',
    description: 'Tells the current time.',
    parameters: [
      parameter('format', 'How the time is written, with the directives of strftime.', {
        form: 'form',
        defaultValue: DEFAULT_TIME_FORMAT,
      }),
      parameter('timezone', 'The time zone.', {
        form: 'form',
        type: 'select',
        defaultValue: 'UTC',
        options: TIMEZONES,
      }),
    ],
  }
  return textTool(description, (values) =>
    formatTime(
      toZonedTime(clock.now(), textValue(values, 'timezone')),
      textValue(values, 'format'),
    ),
  )
}

function timezoneConversion(): Tool {
  const description = {
    name: 'timezone_conversion',
    label: 'Convert between time zones',
    description: 'Converts a time from one time zone to another.',
    parameters: [
      parameter('current_time', 'The time, as YYYY-MM-DD HH:MM:SS.', { isRequired: true }),
      zone('current_timezone', 'The time zone it is given in.', 'Asia/Shanghai'),
      zone('target_timezone', 'The time zone it is wanted in.', 'Asia/Tokyo'),
    ],
  }
  return textTool(description, (values) => {
    const moment = parseLocalTime(
      textValue(values, 'current_time'),
      textValue(values, 'current_timezone'),
    )
    const target = toZonedTime(moment, textValue(values, 'target_timezone'))
    return formatTime(target, DEFAULT_TIME_FORMAT)
  })
}

function localtimeToTimestamp(): Tool {
  const description = {
    name: 'localtime_to_timestamp',
    label: 'Local time to timestamp',
    description: 'Turns a local time into a Unix timestamp in seconds.',
    parameters: [
      parameter('localtime', 'The time, as YYYY-MM-DD HH:MM:SS.', { isRequired: true }),
      zone('timezone', 'The time zone it is given in.', 'Asia/Shanghai'),
    ],
  }
  return textTool(description, (values) => {
    const timezone = textValue(values, 'timezone') || systemTimezone()
    const moment = parseLocalTime(textValue(values, 'localtime'), timezone)
    return String(Math.floor(moment.getTime() / 1000))
  })
}

const MOST_SECONDS = 253_402_300_799

function timestampToLocaltime(): Tool {
  const description = {
    name: 'timestamp_to_localtime',
    label: 'Timestamp to local time',
    description: 'Turns a Unix timestamp in seconds into a local time.',
    parameters: [
      parameter('timestamp', 'The timestamp, in seconds.', { type: 'number', isRequired: true }),
      zone('timezone', 'The time zone the time is wanted in.', 'Asia/Shanghai'),
    ],
  }
  return textTool(description, (values) => {
    const seconds = numberValue(values, 'timestamp')
    if (Math.abs(seconds) > MOST_SECONDS)
      throw new ToolInvocationFailed(`${seconds} is not a timestamp in seconds.`)
    const timezone = textValue(values, 'timezone') || systemTimezone()
    return formatTime(toZonedTime(new Date(seconds * 1000), timezone), DEFAULT_TIME_FORMAT)
  })
}

function weekday(): Tool {
  const description = {
    name: 'weekday',
    label: 'Weekday',
    description: 'Tells which day of the week a date is.',
    parameters: ['year', 'month', 'day'].map((name) =>
      parameter(name, `The ${name} of the date.`, { type: 'number', isRequired: true }),
    ),
  }
  return textTool(description, (values) => {
    const [year, month, day] = ['year', 'month', 'day'].map((name) => numberValue(values, name))
    return describeWeekday(year ?? 0, month ?? 0, day ?? 0)
  })
}

function describeWeekday(year: number, month: number, day: number): string {
  const date = new Date(Date.UTC(year, month - 1, day))
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!isReal) return `Invalid date: there is no ${year}-${month}-${day}.`
  return `${MONTHS[month - 1] ?? ''} ${day}, ${year} is ${WEEKDAYS[weekdayOf({ year, month, day })] ?? ''}.`
}

/** @throws ToolArgumentInvalid when it is not there. */
function numberValue(values: JsonObject, name: string): number {
  const value = values[name]
  if (typeof value !== 'number') throw new ToolArgumentInvalid(`${name} must be a number`)
  return value
}

function zone(name: string, description: string, defaultValue: string): ToolParameter {
  return parameter(name, `${description} Such as Europe/Berlin.`, { defaultValue })
}
