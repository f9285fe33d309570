import { DatabaseError } from '@weft/domain/kernel'

/** Connection lost or refused, server shutting down, deadlock, serialisation failure: worth another try. */
const RETRYABLE = /^(08|40|57P|53)/

/** The server has let go of the connection, or is about to. */
const CONNECTION_LOST = /^(08|57P)/

/** The database did not carry out a statement. The cause is the driver's own error. */
export class QueryFailed extends DatabaseError {
  override readonly retryable: boolean

  constructor(
    /** PostgreSQL's error code; absent when the statement never got to the server or its answer never came back. */
    readonly sqlState: string | undefined,
    options: { readonly cause: unknown },
  ) {
    super(describe(sqlState), options)
    this.retryable = sqlState === undefined || RETRYABLE.test(sqlState)
  }
}

export function toQueryFailed(cause: unknown): QueryFailed {
  return new QueryFailed(sqlStateOf(cause), { cause })
}

/** True when the connection cannot be used any more. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof QueryFailed)) return false
  return error.sqlState === undefined || CONNECTION_LOST.test(error.sqlState)
}

function describe(sqlState: string | undefined): string {
  return sqlState === undefined
    ? 'The database could not be reached.'
    : `The database refused a statement (${sqlState}).`
}

function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined
}
