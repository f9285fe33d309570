import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'

/** Takes single parameters out of those a document gives; what nobody took is left over. */
export class OptionReader {
  readonly #left: Map<string, JsonValue>

  constructor(parameters: JsonObject) {
    this.#left = new Map(Object.entries(parameters))
  }

  /** The first of the names that is there. All of them are taken. */
  take(...names: readonly string[]): JsonValue | undefined {
    const values = names.map((name) => this.#left.get(name))
    for (const name of names) this.#left.delete(name)
    return values.find((value) => value !== undefined)
  }

  /** Yes or no, also as documents write it: `true`, `"true"`, `"enabled"`. */
  takeFlag(...names: readonly string[]): boolean | undefined {
    const value = this.take(...names)
    if (typeof value === 'boolean') return value
    if (value === 'true' || value === 'enabled') return true
    return value === 'false' || value === 'disabled' ? false : undefined
  }

  takeNumber(...names: readonly string[]): number | undefined {
    const value = this.take(...names)
    return typeof value === 'number' ? value : undefined
  }

  takeObject(name: string): JsonObject | undefined {
    const value = this.#left.get(name)
    if (!isJsonObject(value)) return undefined
    this.#left.delete(name)
    return value
  }

  get left(): JsonObject {
    return Object.fromEntries(this.#left)
  }
}

/** The object without what is absent. */
export function present(values: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const entries = Object.entries(values).filter(
    (entry): entry is [string, JsonValue] => entry[1] !== undefined,
  )
  return Object.fromEntries(entries)
}
