import type { ZonedTime } from './zoned-time.js'

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
export const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const

/** The form times have unless another one is asked for. */
export const DEFAULT_TIME_FORMAT = '%Y-%m-%d %H:%M:%S'

/** The time in a form written with the directives of strftime; what is none of them stays as it is. */
export function formatTime(time: ZonedTime, format: string): string {
  return format.replace(/%([a-zA-Z%])/g, (directive, letter: string) => {
    const write = Object.hasOwn(DIRECTIVES, letter) ? DIRECTIVES[letter] : undefined
    return write ? write(time) : directive
  })
}

/** 0 for Sunday. */
export function weekdayOf({ year, month, day }: Pick<ZonedTime, 'year' | 'month' | 'day'>): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay()
}

type Write = (time: ZonedTime) => string

const DIRECTIVES: { readonly [letter: string]: Write } = {
  Y: ({ year }) => String(year),
  y: ({ year }) => pad(year % 100),
  m: ({ month }) => pad(month),
  d: ({ day }) => pad(day),
  e: ({ day }) => String(day).padStart(2),
  H: ({ hour }) => pad(hour),
  I: ({ hour }) => pad(hour % 12 || 12),
  M: ({ minute }) => pad(minute),
  S: ({ second }) => pad(second),
  f: () => '000000',
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  B: ({ month }) => MONTHS[month - 1] ?? '',
  b: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  A: (time) => weekdayName(time),
  a: (time) => weekdayName(time).slice(0, 3),
  w: (time) => String(weekdayOf(time)),
  u: (time) => String(weekdayOf(time) || 7),
  j: (time) => String(dayOfYear(time)).padStart(3, '0'),
  z: ({ offsetMs }) => offsetText(offsetMs),
  Z: ({ zoneName }) => zoneName,
  F: (time) => formatTime(time, '%Y-%m-%d'),
  T: (time) => formatTime(time, '%H:%M:%S'),
  R: (time) => formatTime(time, '%H:%M'),
  D: (time) => formatTime(time, '%m/%d/%y'),
  c: (time) => formatTime(time, '%a %b %e %H:%M:%S %Y'),
  x: (time) => formatTime(time, '%m/%d/%y'),
  X: (time) => formatTime(time, '%H:%M:%S'),
  '%': () => '%',
}

function weekdayName(time: ZonedTime): string {
  return WEEKDAYS[weekdayOf(time)] ?? ''
}

function dayOfYear({ year, month, day }: ZonedTime): number {
  const days = Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)
  return days / 86_400_000 + 1
}

function offsetText(offsetMs: number): string {
  const minutes = Math.abs(Math.round(offsetMs / 60_000))
  return `${offsetMs < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
