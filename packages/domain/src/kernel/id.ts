import type { Brand } from './brand.js'
import { isUuid } from './uuid.js'
import { ValidationError } from './weft-error.js'

/** Makes and checks the ids of one entity. */
export interface IdType<Id extends Brand<string, string>> {
  readonly name: string
  /** @throws ValidationError when `raw` is not a lower-case UUID. */
  parse(raw: string): Id
  /** The id, or nothing when `raw` is not a UUID: for input whose absence is an ordinary answer. */
  tryParse(raw: string): Id | undefined
}

/**
 * Declares the id type of an entity: a UUID that cannot be confused with another entity's.
 *
 * @example
 * export type AppId = Brand<string, 'AppId'>
 * export const AppId = idType<AppId>('AppId')
 */
export function idType<Id extends Brand<string, string>>(name: string): IdType<Id> {
  return {
    name,
    parse(raw) {
      if (!isUuid(raw))
        throw new ValidationError(`${name} must be a lower-case UUID, got ${JSON.stringify(raw)}.`)
      return raw as Id
    },
    tryParse: (raw) => (isUuid(raw) ? (raw as Id) : undefined),
  }
}
