import { openDatabase, PostgresUnitOfWork, type Database } from '@weft/adapters-postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aStoredWorkspace } from '../contracts/workspace.js'

describe('migrations', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({ kind: 'pglite' })
  })
  afterAll(() => database.close())

  const applied = async () =>
    (await database.migrationStatus()).map(({ appliedAt }) => appliedAt instanceof Date)

  it('go up, down and up again', async () => {
    expect(await applied()).toEqual([false])
    expect(await database.migrateUp()).toEqual(['0001-first-tables'])
    expect(await applied()).toEqual([true])
    await aStoredWorkspace(new PostgresUnitOfWork(database))
    expect(await database.migrateDown()).toBe('0001-first-tables')
    expect(await database.migrateDown()).toBeUndefined()
    expect(await applied()).toEqual([false])
    expect(await database.migrateUp()).toEqual(['0001-first-tables'])
    await aStoredWorkspace(new PostgresUnitOfWork(database))
  })

  it('are applied once when asked for several times at once', async () => {
    await database.migrateDown()
    const results = await Promise.all([1, 2, 3].map(() => database.migrateUp()))
    expect(results.flat()).toEqual(['0001-first-tables'])
    expect(await database.migrateUp()).toEqual([])
  })
})
