import { isJsonObject, ValidationError, type JsonObject, type JsonValue } from '@weft/domain/kernel'

/** A value of the script with the place it stands at, so that every complaint names the place. */
export class ScriptReader {
  constructor(
    readonly value: unknown,
    private readonly path: string = '$',
  ) {}

  fail(expected: string): never {
    throw new ValidationError(`Offline script, ${this.path}: expected ${expected}.`)
  }

  /** The map itself; keys outside `known` are refused, since a misspelt key would silently do nothing. */
  object(known: readonly string[]): JsonObject {
    const { value } = this
    if (!isJsonObject(value)) this.fail('an object')
    const unknownKey = Object.keys(value).find((key) => !known.includes(key))
    if (unknownKey !== undefined)
      this.at(unknownKey).fail(`one of the keys ${known.join(', ')} instead`)
    return value
  }

  entries(): readonly (readonly [string, ScriptReader])[] {
    const { value } = this
    if (!isJsonObject(value)) this.fail('an object')
    return Object.keys(value).map((key) => [key, this.at(key)])
  }

  items(): readonly ScriptReader[] {
    const { value } = this
    if (!Array.isArray(value) || value.length === 0) this.fail('a list with at least one entry')
    return value.map((item: unknown, index) => new ScriptReader(item, `${this.path}[${index}]`))
  }

  /** The value under `key`, or nothing when it is absent. */
  optional(key: string): ScriptReader | undefined {
    const child = this.at(key)
    return child.value === undefined ? undefined : child
  }

  at(key: string): ScriptReader {
    const value = isJsonObject(this.value) ? this.value[key] : undefined
    return new ScriptReader(value, `${this.path}.${key}`)
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail('a text')
  }

  /** A whole number of at least 0. */
  count(): number {
    const { value } = this
    const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    return isCount ? value : this.fail('a whole number of at least 0')
  }

  oneOf<const T extends string>(choices: readonly T[]): T {
    return choices.find((choice) => choice === this.value) ?? this.fail(choices.join(' or '))
  }

  json(): JsonValue | undefined {
    return this.value as JsonValue | undefined
  }
}
