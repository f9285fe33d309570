import {
  PostgresApiKeyDirectory,
  PostgresHumanInputFormSchedule,
  PostgresCredentialDirectory,
  PostgresRunEventStore,
  PostgresUnitOfWork,
  type Database,
} from '@weft/adapters-postgres'
import { ContainerModule } from 'inversify'
import { TOKENS } from './tokens.js'

/** Everything that is stored, on a database that is open already. */
export const persistenceModule = (database: Database): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(TOKENS.database).toConstantValue(database)
    bind(TOKENS.unitOfWork)
      .toResolvedValue((db) => new PostgresUnitOfWork(db), [TOKENS.database])
      .inSingletonScope()
    bind(TOKENS.runEvents)
      .toResolvedValue((db) => new PostgresRunEventStore(db), [TOKENS.database])
      .inSingletonScope()
    bind(TOKENS.formSchedule)
      .toResolvedValue((db) => new PostgresHumanInputFormSchedule(db), [TOKENS.database])
      .inSingletonScope()
    bind(TOKENS.apiKeyDirectory)
      .toResolvedValue((db) => new PostgresApiKeyDirectory(db), [TOKENS.database])
      .inSingletonScope()
    bind(TOKENS.credentialDirectory)
      .toResolvedValue((db) => new PostgresCredentialDirectory(db), [TOKENS.database])
      .inSingletonScope()
  })
