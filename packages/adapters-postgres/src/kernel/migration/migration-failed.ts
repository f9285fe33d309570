import { DatabaseError } from '@weft/domain/kernel'

/** The schema could not be changed, and is as it was before. */
export class MigrationFailed extends DatabaseError {
  override readonly code = 'database.migration_failed'
}
