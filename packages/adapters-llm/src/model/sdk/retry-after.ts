/**
 * When a provider says to come back, in milliseconds from `now`: `retry-after-ms`, or `retry-after` in seconds
 * or as a date. Nothing when it does not say, or says what cannot be read.
 */
export function parseRetryAfter(
  headers: Readonly<Record<string, string>> | undefined,
  now: Date,
): number | undefined {
  const milliseconds = toNumber(headers?.['retry-after-ms'])
  if (milliseconds !== undefined) return milliseconds
  const text = headers?.['retry-after']
  const seconds = toNumber(text)
  if (seconds !== undefined) return seconds * 1000
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime())
}

function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}
