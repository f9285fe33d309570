import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'
import { isConnectionLost, QueryFailed, toQueryFailed } from './query-failed.js'

/** A pool that tells its failures in Weft's errors and takes no connection back that may be in a bad state. */
export class GuardedPool implements PostgresPool {
  constructor(private readonly pool: pg.Pool) {}

  async connect(): Promise<PostgresPoolClient> {
    try {
      return new GuardedClient(await this.pool.connect())
    } catch (error) {
      throw toQueryFailed(error)
    }
  }

  end(): Promise<void> {
    return this.pool.end()
  }
}

class GuardedClient implements PostgresPoolClient {
  #isBroken = false

  constructor(private readonly client: pg.PoolClient) {}

  query<Row>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>
  query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>
  query<Row>(
    query: string | PostgresCursor<Row>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> | PostgresCursor<Row> {
    if (typeof query !== 'string') throw new TypeError('Cursors are not in use')
    return this.execute(query, parameters)
  }

  release(): void {
    this.client.release(this.#isBroken)
  }

  private async execute<Row>(
    sql: string,
    parameters: readonly unknown[],
  ): Promise<PostgresQueryResult<Row>> {
    const result = await this.send(sql, parameters)
    // PostgreSQL answers the commit of a transaction in which a statement failed with a rollback, and calls that success.
    if (sql === 'commit' && result.command === 'ROLLBACK')
      throw new QueryFailed('25P02', { cause: new Error('The transaction was rolled back.') })
    return result as PostgresQueryResult<Row>
  }

  private async send(sql: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    try {
      return await this.client.query(sql, [...parameters])
    } catch (error) {
      const failure = toQueryFailed(error)
      this.#isBroken ||= isConnectionLost(failure)
      throw failure
    }
  }
}
