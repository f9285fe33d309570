import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import { AppConfigurationInvalid } from './app-configuration-invalid.js'

/**
 * A map of a configuration that knows where it stands, so that what is wrong in it can be named. What is absent or null
 * has its default; what is there and has another shape is refused.
 */
export class Settings {
  constructor(
    readonly content: JsonObject,
    private readonly path = '',
  ) {}

  /** Nothing when it is absent or null. */
  raw(key: string): JsonValue | undefined {
    return (Object.hasOwn(this.content, key) ? this.content[key] : undefined) ?? undefined
  }

  text(key: string, byDefault: string): string {
    const value = this.raw(key) ?? byDefault
    return typeof value === 'string' ? value : this.refuse(key, 'must be a text')
  }

  /** A text that says something. */
  requiredText(key: string): string {
    const text = this.text(key, '')
    return text.trim() === '' ? this.refuse(key, 'is required') : text
  }

  word<Word extends string>(key: string, words: readonly Word[], byDefault: Word): Word {
    const text = this.text(key, '') || byDefault
    return (
      words.find((word) => word === text) ?? this.refuse(key, `must be one of ${words.join(', ')}`)
    )
  }

  flag(key: string): boolean {
    const value = this.raw(key) ?? false
    return typeof value === 'boolean' ? value : this.refuse(key, 'must be true or false')
  }

  list(key: string): readonly JsonValue[] {
    const value = this.raw(key) ?? []
    return Array.isArray(value)
      ? (value as readonly JsonValue[])
      : this.refuse(key, 'must be a list')
  }

  texts(key: string): readonly string[] {
    return this.list(key).map((item, index) =>
      typeof item === 'string' ? item : this.refuse(`${key}[${index}]`, 'must be a text'),
    )
  }

  /** An empty map when it is absent; also for an empty list, which is how Python writes one in places. */
  map(key: string): Settings {
    const value = this.raw(key) ?? {}
    const isEmptyList = Array.isArray(value) && value.length === 0
    return this.child(key, isEmptyList ? {} : value)
  }

  requiredMap(key: string): Settings {
    return this.raw(key) === undefined ? this.refuse(key, 'is required') : this.map(key)
  }

  maps(key: string): readonly Settings[] {
    return this.list(key).map((item, index) => this.child(`${key}[${index}]`, item))
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined
  }

  get isEmpty(): boolean {
    return Object.keys(this.content).length === 0
  }

  /** @throws AppConfigurationInvalid */
  refuse(key: string, problem: string): never {
    throw new AppConfigurationInvalid(this.pathOf(key), problem)
  }

  private child(key: string, value: JsonValue): Settings {
    return isJsonObject(value)
      ? new Settings(value, this.pathOf(key))
      : this.refuse(key, 'must be a map')
  }

  private pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`
  }
}
