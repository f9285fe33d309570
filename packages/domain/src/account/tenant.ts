import { AggregateRoot, ValidationError, type TenantId } from '../kernel/index.js'
import type { AccountId } from './account.js'

export type TenantProperties = {
  readonly id: TenantId
  readonly name: string
  readonly status: 'normal' | 'archived'
  readonly ownerId: AccountId
  readonly createdAt: Date
  readonly version: number
}

/** A workspace: owns apps, models, tools and knowledge, and is isolated from every other one. */
export class Tenant extends AggregateRoot<TenantId> {
  readonly name: string
  readonly status: TenantProperties['status']
  readonly ownerId: AccountId
  readonly createdAt: Date

  private constructor(properties: TenantProperties) {
    super(properties.id, properties.version)
    this.name = properties.name
    this.status = properties.status
    this.ownerId = properties.ownerId
    this.createdAt = properties.createdAt
  }

  /** @throws ValidationError when the name is blank. */
  static create(args: {
    readonly id: TenantId
    readonly name: string
    readonly ownerId: AccountId
    readonly at: Date
  }): Tenant {
    if (args.name.trim() === '') throw new ValidationError('A workspace needs a name.')
    const tenant = new Tenant({ ...args, status: 'normal', createdAt: args.at, version: 0 })
    tenant.record({
      type: 'TenantCreated',
      schemaVersion: 1,
      aggregateId: args.id,
      at: args.at,
      data: { ownerId: args.ownerId },
    })
    return tenant
  }

  /** Rebuilds a stored workspace. Raises no event. */
  static restore(properties: TenantProperties): Tenant {
    return new Tenant(properties)
  }
}
