import {
  PostgresPrunableWorkspaces,
  PostgresRotationLedger,
  type Database,
} from '@weft/adapters-postgres'
import {
  InProcessRotationLedger,
  PruneModelRecords,
  SharedRotationLedger,
} from '@weft/application/model'
import type { Clock, Logger } from '@weft/domain/kernel'
import type { RotationLedger } from '@weft/domain/model'
import { ContainerModule } from 'inversify'
import { TOKENS } from './tokens.js'

/** What keeps calls to models even between processes, and what is written about them within bounds. */
export const modelUpkeepModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.rotationLedger)
    .toResolvedValue(rotationLedger, [TOKENS.database, TOKENS.clock, TOKENS.logger])
    .inSingletonScope()
  bind(TOKENS.prunableWorkspaces)
    .toResolvedValue((database) => new PostgresPrunableWorkspaces(database), [TOKENS.database])
    .inSingletonScope()
  bind(TOKENS.pruneModelRecords).toResolvedValue(
    (unitOfWork, workspaces, clock, { models }) =>
      new PruneModelRecords({ unitOfWork, workspaces, clock }, models.retention),
    [TOKENS.unitOfWork, TOKENS.prunableWorkspaces, TOKENS.clock, TOKENS.config],
  )
})

/** The embedded database is this process's alone, and so are the turns: they need not be written down. */
function rotationLedger(database: Database, clock: Clock, logger: Logger): RotationLedger {
  const own = new InProcessRotationLedger(clock)
  if (database.kind === 'pglite') return own
  const shared = new PostgresRotationLedger(database, clock)
  return new SharedRotationLedger({ shared, own, clock, logger })
}
