import {
  AggregateRoot,
  idType,
  ValidationError,
  type Brand,
  type DomainEvent,
  type TenantId,
} from '../../kernel/index.js'
import type { ModelType } from '../catalogue/model-type.js'

export type ModelCredentialId = Brand<string, 'ModelCredentialId'>
export const ModelCredentialId = idType<ModelCredentialId>('ModelCredentialId')

/** The one model a credential is for. */
export type CredentialScope = { readonly type: ModelType; readonly name: string }

export type ModelCredentialProperties = {
  readonly id: ModelCredentialId
  readonly tenantId: TenantId
  /** The provider's own id, not a spelling of it. */
  readonly provider: string
  /** Absent when it is for all of the provider's models. */
  readonly scope: CredentialScope | undefined
  /** How people tell it from others of the same provider. */
  readonly name: string
  /** Every value, as the cipher sealed them. */
  readonly sealed: string
  /** Used where nothing else is said. One per provider, and one per model that has its own. */
  readonly isActive: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly version: number
}

const MAX_NAME_LENGTH = 100

/** What a workspace shows to a provider: an API key and the like, kept sealed. */
export class ModelCredential extends AggregateRoot<ModelCredentialId> {
  private constructor(readonly properties: ModelCredentialProperties) {
    super(properties.id, properties.version)
  }

  /** @throws ValidationError when the name is empty or longer than 100 characters. */
  static create(
    properties: Omit<ModelCredentialProperties, 'createdAt' | 'updatedAt' | 'version'> & {
      readonly at: Date
    },
  ): ModelCredential {
    const { at, ...rest } = properties
    const name = checkName(rest.name)
    return new ModelCredential({
      ...rest,
      name,
      createdAt: at,
      updatedAt: at,
      version: 0,
    }).tell('ModelCredentialAdded', at)
  }

  static restore(properties: ModelCredentialProperties): ModelCredential {
    return new ModelCredential(properties)
  }

  /** Other values, for instance a new key. */
  withSealed(sealed: string, at: Date): ModelCredential {
    return this.changed({ sealed, updatedAt: at }).tell('ModelCredentialChanged', at)
  }

  /** The same values under another key of the cipher: nothing anyone has to hear of. */
  resealed(sealed: string): ModelCredential {
    return this.changed({ sealed })
  }

  /** @throws ValidationError as `create` does. */
  withName(name: string, at: Date): ModelCredential {
    return this.changed({ name: checkName(name), updatedAt: at }).tell('ModelCredentialChanged', at)
  }

  withActive(isActive: boolean, at: Date): ModelCredential {
    if (isActive === this.properties.isActive) return this
    return this.changed({ isActive, updatedAt: at }).tell('ModelCredentialChanged', at)
  }

  /** True when both may stand in for each other: same provider, and the same single model or none. */
  isSiblingOf(other: ModelCredential): boolean {
    const { provider, scope } = this.properties
    return provider === other.properties.provider && isSameScope(scope, other.properties.scope)
  }

  /** What is to be told once the credential is gone. */
  removal(at: Date): DomainEvent {
    return this.event('ModelCredentialRemoved', at)
  }

  private changed(change: Partial<ModelCredentialProperties>): ModelCredential {
    return new ModelCredential({ ...this.properties, ...change }).carryEventsFrom(this)
  }

  private tell(type: string, at: Date): this {
    this.record(this.event(type, at))
    return this
  }

  private event(type: string, at: Date): DomainEvent {
    const { provider, scope } = this.properties
    const data = { provider, modelType: scope?.type ?? null, model: scope?.name ?? null }
    return { type, schemaVersion: 1, aggregateId: this.id, at, data }
  }
}

/** True when both mean the same model, or both none in particular. */
export function isSameScope(
  one: CredentialScope | undefined,
  other: CredentialScope | undefined,
): boolean {
  return one?.type === other?.type && one?.name === other?.name
}

function checkName(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > MAX_NAME_LENGTH)
    throw new ValidationError(
      `The name of a credential has 1 to ${MAX_NAME_LENGTH} characters, got ${name.length}.`,
    )
  return name
}
