import { Migrator, type Kysely, type MigrationResultSet } from 'kysely'
import { QueryFailed } from '../query-failed.js'
import type { Schema } from '../schema.js'
import { MigrationFailed } from './migration-failed.js'
import { MIGRATIONS } from './migrations.js'

export type MigrationStatus = {
  readonly name: string
  /** Absent while it has not been applied. */
  readonly appliedAt: Date | undefined
}

export async function migrateUp(db: Kysely<Schema>): Promise<readonly string[]> {
  const status = await migrationStatus(db)
  // Also true on a schema that is newer than this program, as it is for a while during a rolling deployment.
  if (status.every(({ appliedAt }) => appliedAt !== undefined)) return []
  return namesOf(await migratorOf(db).migrateToLatest())
}

export async function migrateDown(db: Kysely<Schema>): Promise<string | undefined> {
  return namesOf(await migratorOf(db).migrateDown())[0]
}

export async function migrationStatus(db: Kysely<Schema>): Promise<readonly MigrationStatus[]> {
  const applied = new Map((await readApplied(db)).map((row) => [row.name, row.timestamp]))
  return Object.keys(MIGRATIONS).map((name) => {
    const timestamp = applied.get(name)
    return { name, appliedAt: timestamp === undefined ? undefined : new Date(timestamp) }
  })
}

/** Runs everything in one transaction, under an advisory lock. */
function migratorOf(db: Kysely<Schema>): Migrator {
  return new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
    migrationTableName: 'weft_migration',
    migrationLockTableName: 'weft_migration_lock',
  })
}

async function readApplied(db: Kysely<Schema>) {
  try {
    return await db.selectFrom('weft_migration').selectAll().execute()
  } catch (error) {
    if (error instanceof QueryFailed && error.sqlState === UNDEFINED_TABLE) return []
    throw error
  }
}

const UNDEFINED_TABLE = '42P01'

function namesOf({ error, results = [] }: MigrationResultSet): readonly string[] {
  if (error instanceof MigrationFailed) throw error
  if (error !== undefined)
    throw new MigrationFailed('The database schema could not be migrated.', { cause: error })
  return results
    .filter(({ status }) => status === 'Success')
    .map(({ migrationName }) => migrationName)
}
