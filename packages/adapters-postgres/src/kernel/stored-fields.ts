import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { StoredDataInvalid } from './stored-data-invalid.js'

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/**
 * Reads a stored map field by field. What is stored is distrusted like a request: only own fields of the expected type
 * are taken over, nothing in it names code, and anything else is refused.
 */
export class StoredFields {
  private constructor(
    private readonly fields: JsonObject,
    private readonly path: string,
  ) {}

  /** @throws StoredDataInvalid unless the value is a map. */
  static of(value: unknown, path: string): StoredFields {
    return new StoredFields(storedObject(value, path), path)
  }

  has(name: string): boolean {
    return Object.hasOwn(this.fields, name) && this.fields[name] !== null
  }

  names(): readonly string[] {
    return Object.keys(this.fields)
  }

  raw(name: string): JsonValue | undefined {
    return Object.hasOwn(this.fields, name) ? this.fields[name] : undefined
  }

  text(name: string): string {
    const value = this.raw(name)
    return typeof value === 'string' ? value : this.refuse(name, 'text')
  }

  flag(name: string): boolean {
    const value = this.raw(name)
    return typeof value === 'boolean' ? value : this.refuse(name, 'true or false')
  }

  number(name: string): number {
    const value = this.raw(name)
    return typeof value === 'number' ? value : this.refuse(name, 'a number')
  }

  date(name: string): Date {
    const value = this.raw(name)
    if (typeof value !== 'string' || !ISO_TIME.test(value)) return this.refuse(name, 'a time')
    const date = new Date(value)
    return Number.isNaN(date.getTime()) ? this.refuse(name, 'a time') : date
  }

  word<Word extends string>(name: string, words: readonly Word[]): Word {
    return storedWord(this.raw(name), words, this.pathOf(name))
  }

  json(name: string): JsonValue {
    return this.raw(name) ?? (Object.hasOwn(this.fields, name) ? null : this.refuse(name, 'there'))
  }

  object(name: string): JsonObject {
    return storedObject(this.raw(name), this.pathOf(name))
  }

  list(name: string): JsonArray {
    return storedList(this.raw(name), this.pathOf(name))
  }

  objects(name: string): readonly JsonObject[] {
    return this.list(name).map((item, index) => storedObject(item, this.pathOf(name, index)))
  }

  texts(name: string): readonly string[] {
    return this.list(name).map((item, index) => {
      if (typeof item !== 'string') throw new StoredDataInvalid(this.pathOf(name, index), 'text')
      return item
    })
  }

  words<Word extends string>(name: string, words: readonly Word[]): readonly Word[] {
    return this.list(name).map((item, index) => storedWord(item, words, this.pathOf(name, index)))
  }

  child(name: string): StoredFields {
    return StoredFields.of(this.raw(name), this.pathOf(name))
  }

  children(name: string): readonly StoredFields[] {
    return this.list(name).map((item, index) => StoredFields.of(item, this.pathOf(name, index)))
  }

  /** Nothing where the field is missing or null. */
  optional<Value>(
    name: string,
    read: (fields: StoredFields, name: string) => Value,
  ): Value | undefined {
    return this.has(name) ? read(this, name) : undefined
  }

  /** @throws StoredDataInvalid always. */
  refuse(name: string, expected: string): never {
    throw new StoredDataInvalid(this.pathOf(name), expected)
  }

  private pathOf(name: string, index?: number): string {
    return index === undefined ? `${this.path}.${name}` : `${this.path}.${name}[${index}]`
  }
}

/** @throws StoredDataInvalid unless the value is a map. */
export function storedObject(value: unknown, path: string): JsonObject {
  if (!isJsonObject(value)) throw new StoredDataInvalid(path, 'a map')
  return value
}

/** @throws StoredDataInvalid unless the value is a list. */
export function storedList(value: unknown, path: string): JsonArray {
  if (!Array.isArray(value)) throw new StoredDataInvalid(path, 'a list')
  return value as JsonArray
}

/** @throws StoredDataInvalid unless the value is one of the words. */
export function storedWord<Word extends string>(
  value: unknown,
  words: readonly Word[],
  path: string,
): Word {
  const word = words.find((candidate) => candidate === value)
  if (word === undefined) throw new StoredDataInvalid(path, `one of ${words.join(', ')}`)
  return word
}
