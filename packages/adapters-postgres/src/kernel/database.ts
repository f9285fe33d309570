import { type Kysely, sql } from 'kysely'
import {
  migrateDown,
  migrateUp,
  migrationStatus,
  type MigrationStatus,
} from './migration/migrate.js'
import type { Schema } from './schema.js'

let reveal: (database: Database) => Kysely<Schema>

/** An open database. The adapters of this package are made from it; `close` it last. */
export class Database {
  readonly #kysely: Kysely<Schema>
  readonly #release: () => Promise<void>
  #closed: Promise<void> | undefined

  static {
    reveal = (database) => database.#kysely
  }

  /** Use `openDatabase`. */
  constructor(
    readonly kind: 'pglite' | 'postgres',
    kysely: Kysely<Schema>,
    release: () => Promise<void>,
  ) {
    this.#kysely = kysely
    this.#release = release
  }

  /** Resolves when the database answers. @throws DatabaseError when it does not. */
  async ping(): Promise<void> {
    await sql`select 1`.execute(this.#kysely)
  }

  /**
   * Brings the schema up to date; does nothing when it is. Processes that start at once wait for each other.
   * A schema that is newer than this program is left alone.
   *
   * @returns names of the migrations that were applied, in order.
   * @throws MigrationFailed with nothing changed.
   */
  migrateUp(): Promise<readonly string[]> {
    return migrateUp(this.#kysely)
  }

  /**
   * Takes the latest migration back. Data in tables it made is lost.
   *
   * @returns its name; nothing when none was applied.
   * @throws MigrationFailed with nothing changed.
   */
  migrateDown(): Promise<string | undefined> {
    return migrateDown(this.#kysely)
  }

  /** Every migration this program knows, in order. */
  migrationStatus(): Promise<readonly MigrationStatus[]> {
    return migrationStatus(this.#kysely)
  }

  /** Waits for statements under way and lets go of connections and files. Closing twice is allowed. */
  close(): Promise<void> {
    this.#closed ??= this.#kysely.destroy().then(this.#release)
    return this.#closed
  }
}

/** The query builder behind a database: for the adapters of this package only. */
export function kyselyOf(database: Database): Kysely<Schema> {
  return reveal(database)
}
