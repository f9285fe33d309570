import { openDatabase, PostgresUnitOfWork, type Database } from '@weft/adapters-postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aStoredWorkspace } from '../contracts/workspace.js'
import { MIGRATION_NAMES } from '../support/migration-names.js'

describe('migrations', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({ kind: 'pglite' })
  })
  afterAll(() => database.close())

  const applied = async () =>
    (await database.migrationStatus()).map(({ appliedAt }) => appliedAt instanceof Date)

  it('go up, down and up again', async () => {
    const none = MIGRATION_NAMES.map(() => false)
    const all = MIGRATION_NAMES.map(() => true)
    expect(await applied()).toEqual(none)
    expect(await database.migrateUp()).toEqual(MIGRATION_NAMES)
    expect(await applied()).toEqual(all)
    await aStoredWorkspace(new PostgresUnitOfWork(database))
    for (const name of [...MIGRATION_NAMES].reverse())
      expect(await database.migrateDown()).toBe(name)
    expect(await database.migrateDown()).toBeUndefined()
    expect(await applied()).toEqual(none)
    expect(await database.migrateUp()).toEqual(MIGRATION_NAMES)
    await aStoredWorkspace(new PostgresUnitOfWork(database))
  })

  it('are applied once when asked for several times at once', async () => {
    await database.migrateDown()
    const results = await Promise.all([1, 2, 3].map(() => database.migrateUp()))
    expect(results.flat()).toEqual(MIGRATION_NAMES.slice(-1))
    expect(await database.migrateUp()).toEqual([])
  })
})
