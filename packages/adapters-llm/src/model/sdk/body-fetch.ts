import { isJsonObject, type JsonObject } from '@weft/domain/kernel'
import type { Fetch } from './watched-fetch.js'

/** Joins fields to the JSON body of each request; objects are joined field by field. What is there already stays. */
export function bodyFetch(fetch: Fetch, fields: JsonObject | undefined): Fetch {
  if (!fields || Object.keys(fields).length === 0) return fetch
  return (input, init) =>
    typeof init?.body === 'string'
      ? fetch(input, { ...init, body: JSON.stringify(joined(JSON.parse(init.body), fields)) })
      : fetch(input, init)
}

function joined(body: unknown, fields: JsonObject): unknown {
  if (!isJsonObject(body)) return body
  const result: Record<string, unknown> = { ...body }
  for (const [key, value] of Object.entries(fields)) {
    const present = Object.hasOwn(body, key) ? body[key] : undefined
    if (present === undefined) result[key] = value
    else if (isJsonObject(value)) result[key] = joined(present, value)
  }
  return result
}
