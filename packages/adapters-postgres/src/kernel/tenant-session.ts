import { Conflict, type AggregateRoot, type TenantId } from '@weft/domain/kernel'
import type { Kysely } from 'kysely'
import type { Schema } from './schema.js'

/** A transaction of one workspace, as long as it lasts. */
export class TenantSession {
  readonly #connection: Kysely<Schema>
  #isOpen = true

  constructor(
    readonly tenantId: TenantId,
    connection: Kysely<Schema>,
  ) {
    this.#connection = connection
  }

  /** @throws TypeError once the transaction is over: its connection may be somebody else's by then. */
  get db(): Kysely<Schema> {
    if (!this.#isOpen) throw new TypeError('The unit of work is over')
    return this.#connection
  }

  /** @throws TypeError when something of another workspace is about to be stored. */
  requireOwn(tenantId: TenantId): void {
    if (tenantId !== this.tenantId)
      throw new TypeError('A unit of work stores only what belongs to its workspace')
  }

  close(): void {
    this.#isOpen = false
  }
}

/** @throws Conflict when the aggregate's version was not the stored one, so that no row was written. */
export function requireSaved(
  writtenRows: bigint | undefined,
  aggregate: AggregateRoot<string>,
): void {
  if (writtenRows !== 1n)
    throw new Conflict(
      `${aggregate.constructor.name} ${aggregate.id} was changed by somebody else, or takes what is taken.`,
    )
}
