import {
  openDatabase,
  PostgresApiKeyDirectory,
  PostgresCredentialDirectory,
  PostgresHumanInputFormSchedule,
  PostgresRunEventStore,
  PostgresUnitOfWork,
} from '@weft/adapters-postgres'
import { afterAll, beforeAll } from 'vitest'
import { describePersistence } from '../contracts/describe-persistence.js'
import type { Persistence } from '../contracts/persistence.js'

let persistence: Persistence & { readonly end: () => Promise<void> }

beforeAll(async () => {
  const database = await openDatabase({ kind: 'pglite' })
  await database.migrateUp()
  persistence = {
    unitOfWork: new PostgresUnitOfWork(database),
    runEvents: new PostgresRunEventStore(database),
    apiKeys: new PostgresApiKeyDirectory(database),
    credentials: new PostgresCredentialDirectory(database),
    formSchedule: new PostgresHumanInputFormSchedule(database),
    close: () => Promise.resolve(),
    end: () => database.close(),
  }
})
afterAll(() => persistence.end())

describePersistence('PGlite', () => Promise.resolve(persistence))
