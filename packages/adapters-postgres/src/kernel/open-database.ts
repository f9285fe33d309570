import { mkdir } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { DatabaseError, silentLogger, type Logger } from '@weft/domain/kernel'
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely'
import pg from 'pg'
import { Database } from './database.js'
import { FolderLock } from './folder-lock.js'
import { GuardedPool } from './guarded-pool.js'
import type { Schema } from './schema.js'

export type PGliteOptions = {
  readonly kind: 'pglite'
  /** Folder of the data, made when it is not there. Without one everything is kept in memory and lost on closing. */
  readonly dataDir?: string
}

export type PostgresOptions = {
  readonly kind: 'postgres'
  /** `postgresql://user:password@host:port/database`. */
  readonly url: string
  /** Most connections at one time; default 10. */
  readonly poolSize?: number
}

export type DatabaseOptions = (PGliteOptions | PostgresOptions) & {
  /** Hears of connections that broke while nothing was asked of them; by default nobody does. */
  readonly logger?: Logger
}

const CONNECT_TIMEOUT_MS = 10_000

/**
 * Opens PGlite (PostgreSQL inside this process) or connects to a PostgreSQL server, 15 or later.
 * The schema is not touched: call `migrateUp`.
 *
 * @throws DataFolderInUse when another process has the PGlite folder open.
 * @throws DatabaseError when the database cannot be opened or reached.
 */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  const logger = options.logger ?? silentLogger
  return options.kind === 'pglite' ? openPGlite(options, logger) : openPostgres(options, logger)
}

async function openPostgres(
  { url, poolSize = 10 }: PostgresOptions,
  logger: Logger,
): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'weft',
  })
  listenForBrokenConnections(pool, logger)
  const database = new Database('postgres', kyselyOver(pool), () => Promise.resolve())
  try {
    await database.ping()
  } catch (error) {
    await database.close()
    throw new DatabaseError('PostgreSQL could not be reached under the given URL.', {
      cause: error,
    })
  }
  return database
}

async function openPGlite({ dataDir }: PGliteOptions, logger: Logger): Promise<Database> {
  if (dataDir === undefined) return startPGlite(undefined, logger, () => Promise.resolve())
  await mkdir(dataDir, { recursive: true }).catch((cause: unknown) => {
    throw cannotOpen(dataDir, cause)
  })
  const lock = await FolderLock.acquire(dataDir)
  try {
    return await startPGlite(dataDir, logger, () => lock.release())
  } catch (error) {
    await lock.release()
    throw cannotOpen(dataDir, error)
  }
}

function cannotOpen(dataDir: string, cause: unknown): DatabaseError {
  return new DatabaseError(`The data folder ${dataDir} could not be opened.`, { cause })
}

async function startPGlite(
  dataDir: string | undefined,
  logger: Logger,
  release: () => Promise<void>,
): Promise<Database> {
  const pglite = await PGlite.create(dataDir === undefined ? {} : { dataDir })
  // PGlite is a single connection, which must not be closed for being idle.
  const settings = { max: 1, idleTimeoutMillis: 0 }
  const pool = new pg.Pool(Object.assign(createPgConfig(pglite), settings))
  listenForBrokenConnections(pool, logger)
  return new Database('pglite', kyselyOver(pool), async () => {
    await pglite.close()
    await release()
  })
}

function kyselyOver(pool: pg.Pool): Kysely<Schema> {
  const guarded: PostgresPool = new GuardedPool(pool)
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: guarded }) })
}

/**
 * Without listeners, a server that goes away while nobody asks it anything would end the process: for connections that
 * wait in the pool the pool has to be listened to, for those handed out the connection itself.
 */
function listenForBrokenConnections(pool: pg.Pool, logger: Logger): void {
  const report = (error: Error) => {
    logger.warn('database connection lost', { reason: error.message })
  }
  pool.on('error', report)
  pool.on('connect', (client) => client.on('error', report))
}
