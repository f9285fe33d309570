import { DatabaseError } from '@weft/domain/kernel'

/** A stored row does not hold what this program writes. It is not used. */
export class StoredDataInvalid extends DatabaseError {
  override readonly code = 'database.stored_data_invalid'

  constructor(
    /** Path to the value: `workflow_run_events.event.execution.startedAt`. */
    readonly path: string,
    expected: string,
  ) {
    super(`Stored data is invalid: ${path} is not ${expected}.`, { details: { path, expected } })
  }
}
