import {
  openDatabase,
  PostgresApiKeyDirectory,
  PostgresCredentialDirectory,
  PostgresHumanInputFormSchedule,
  PostgresPrunableWorkspaces,
  PostgresRotationLedger,
  PostgresRunEventStore,
  PostgresUnitOfWork,
  type Database,
} from '@weft/adapters-postgres'
import { afterAll, beforeAll } from 'vitest'
import { describePersistence } from '../contracts/describe-persistence.js'
import type { Persistence } from '../contracts/persistence.js'
import { describeRotationLedger } from '../contracts/rotation-ledger.contract.js'

let persistence: Persistence & { readonly end: () => Promise<void> }

let database: Database

beforeAll(async () => {
  database = await openDatabase({ kind: 'pglite' })
  await database.migrateUp()
  persistence = {
    unitOfWork: new PostgresUnitOfWork(database),
    runEvents: new PostgresRunEventStore(database),
    apiKeys: new PostgresApiKeyDirectory(database),
    credentials: new PostgresCredentialDirectory(database),
    prunable: new PostgresPrunableWorkspaces(database),
    formSchedule: new PostgresHumanInputFormSchedule(database),
    close: () => Promise.resolve(),
    end: () => database.close(),
  }
})
afterAll(() => persistence.end())

describePersistence('PGlite', () => Promise.resolve(persistence))

describeRotationLedger('PGlite', async (clock) => ({
  ledgers: [1, 2, 3].map(() => new PostgresRotationLedger(database, clock)),
  close: () => Promise.resolve(),
}))
