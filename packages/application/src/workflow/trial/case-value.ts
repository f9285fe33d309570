import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { InvalidTrialCase } from './invalid-trial-case.js'

/** A value of a case together with its place, so that whatever is wrong with it can be named. */
export class CaseValue {
  constructor(
    readonly json: JsonValue,
    readonly place: string,
  ) {}

  /** The value under a key of this map; nothing when it is absent. */
  at(key: string): CaseValue | undefined {
    const map = this.map()
    return Object.hasOwn(map, key) ? this.child(key, map[key] ?? null) : undefined
  }

  /** @throws InvalidTrialCase when there is none. */
  require(key: string): CaseValue {
    const value = this.at(key)
    if (!value) throw this.refusal(`has no ${key}`)
    return value
  }

  /** @throws InvalidTrialCase naming a key that nobody knows. */
  allowOnly(keys: readonly string[]): void {
    const unknown = Object.keys(this.map()).filter((key) => !keys.includes(key))
    if (unknown.length === 0) return
    throw this.refusal(
      `has ${unknown.map((key) => JSON.stringify(key)).join(', ')}, which is not known here. ` +
        `Known: ${keys.join(', ')}`,
    )
  }

  map(): JsonObject {
    if (!isJsonObject(this.json)) throw this.refusal('must be a map')
    return this.json
  }

  entries(): readonly (readonly [string, CaseValue])[] {
    return Object.entries(this.map()).map(([key, value]) => [key, this.child(key, value)])
  }

  items(): readonly CaseValue[] {
    if (!Array.isArray(this.json)) throw this.refusal('must be a list')
    return (this.json as JsonArray).map(
      (item, index) => new CaseValue(item, `${this.place}[${index}]`),
    )
  }

  text(): string {
    if (typeof this.json !== 'string') throw this.refusal('must be a text')
    return this.json
  }

  texts(): readonly string[] {
    return this.items().map((item) => item.text())
  }

  /** A list of texts, or one text that stands for a list of one. */
  textOrTexts(): readonly string[] {
    return Array.isArray(this.json) ? this.texts() : [this.text()]
  }

  /** A whole number from 0. */
  count(): number {
    const { json } = this
    if (typeof json !== 'number' || !Number.isSafeInteger(json) || json < 0)
      throw this.refusal('must be a whole number from 0')
    return json
  }

  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.entries().map(([key, value]) => [key, value.count()]))
  }

  flag(): boolean {
    if (typeof this.json !== 'boolean') throw this.refusal('must be true or false')
    return this.json
  }

  oneOf<Option extends string>(options: readonly Option[]): Option {
    const option = options.find((each) => each === this.json)
    if (option === undefined) throw this.refusal(`must be one of ${options.join(', ')}`)
    return option
  }

  refusal(problem: string): InvalidTrialCase {
    return new InvalidTrialCase(this.place, problem)
  }

  private child(key: string, value: JsonValue): CaseValue {
    return new CaseValue(
      value,
      this.place.endsWith(':') ? `${this.place} ${key}` : `${this.place}.${key}`,
    )
  }
}
