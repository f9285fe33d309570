import type { JsonObject, JsonValue } from '@weft/domain/kernel'

/** A value as the template engine hands it to a filter: maps are `Map`s, `None` and undefined are `undefined`. */
export function toJsonValue(value: unknown): JsonValue {
  if (value === undefined || value === null) return null
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(toJsonValue)
  if (value instanceof Map) return toJsonObject(value)
  if (typeof value === 'object') return toJsonObject(new Map(Object.entries(value)))
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value
  }
  return null
}

/** Arguments of a filter after the value: by position, and by name in a map at the end. */
export class FilterArguments {
  private readonly named: JsonObject
  private readonly positional: readonly unknown[]

  constructor(all: readonly unknown[]) {
    const last = all.at(-1)
    this.named = last instanceof Map ? toJsonObject(last) : {}
    this.positional = last instanceof Map ? all.slice(0, -1) : all
  }

  text(position: number, name: string, other: string): string {
    const value = this.find(position, name)
    return typeof value === 'string' ? value : other
  }

  number(position: number, name: string, other: number): number {
    const value = this.find(position, name)
    return typeof value === 'number' ? value : other
  }

  flag(position: number, name: string): boolean {
    return this.find(position, name) === true
  }

  find(position: number, name: string): JsonValue {
    return toJsonValue(this.positional[position] ?? this.named[name])
  }

  get values(): readonly JsonValue[] {
    return this.positional.map(toJsonValue)
  }

  get map(): JsonObject {
    return this.named
  }
}

function toJsonObject(map: ReadonlyMap<unknown, unknown>): JsonObject {
  const entries = [...map].map(([key, item]) => [keyText(key), toJsonValue(item)] as const)
  return Object.fromEntries(entries)
}

function keyText(key: unknown): string {
  return typeof key === 'string' ? key : JSON.stringify(toJsonValue(key))
}
