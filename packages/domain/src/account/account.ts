import { Entity, idType, ValidationError, type Brand } from '../kernel/index.js'

/** Somebody who builds apps. */
export type AccountId = Brand<string, 'AccountId'>
export const AccountId = idType<AccountId>('AccountId')

export type AccountProperties = {
  readonly id: AccountId
  readonly name: string
  readonly email: string
  readonly createdAt: Date
}

export class Account extends Entity<AccountId> {
  readonly name: string
  readonly email: string
  readonly createdAt: Date

  private constructor(properties: AccountProperties) {
    super(properties.id)
    this.name = properties.name
    this.email = properties.email
    this.createdAt = properties.createdAt
  }

  /** @throws ValidationError when the name is blank or the e-mail has no `@`. */
  static create(properties: AccountProperties): Account {
    if (properties.name.trim() === '') throw new ValidationError('An account needs a name.')
    if (!/^[^@\s]+@[^@\s]+$/.test(properties.email))
      throw new ValidationError(`${JSON.stringify(properties.email)} is not an e-mail address.`)
    return new Account(properties)
  }

  static restore(properties: AccountProperties): Account {
    return new Account(properties)
  }
}
