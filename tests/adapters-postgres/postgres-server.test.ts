import {
  MigrationFailed,
  openDatabase,
  PostgresApiKeyDirectory,
  PostgresCredentialDirectory,
  PostgresHumanInputFormSchedule,
  PostgresPrunableWorkspaces,
  PostgresRotationLedger,
  PostgresRunEventStore,
  PostgresUnitOfWork,
  QueryFailed,
} from '@weft/adapters-postgres'
import { CodeSettings } from '@weft/domain/workflow'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anApiKey, aRun, aTenantId, aTime } from '../contracts/builders.js'
import { describePersistence } from '../contracts/describe-persistence.js'
import type { Persistence } from '../contracts/persistence.js'
import { describeRotationLedger } from '../contracts/rotation-ledger.contract.js'
import { aStoredWorkspace } from '../contracts/workspace.js'
import { MIGRATION_NAMES } from '../support/migration-names.js'
import {
  hasPostgres,
  postgresNote,
  startPostgresCluster,
  type PostgresCluster,
} from '../support/postgres-cluster.js'
import { describeRowLevelSecurity } from './row-level-security.js'
import { describeSharedRotation } from './shared-rotation.js'

describe.runIf(hasPostgres)(`PostgreSQL server${postgresNote}`, () => {
  let cluster: PostgresCluster
  let persistence: Persistence & { readonly end: () => Promise<void> }

  beforeAll(async () => {
    cluster = await startPostgresCluster()
    await administer('create role weft_owner login createrole')
    await administer('create database weft owner weft_owner')
    const url = cluster.url('weft', 'weft_owner')
    const database = await openDatabase({ kind: 'postgres', url, poolSize: 5 })
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
  afterAll(() => cluster.stop())
  afterAll(() => persistence.end())

  async function administer(statement: string, database?: string): Promise<readonly unknown[]> {
    const client = new pg.Client(cluster.url(database))
    await client.connect()
    const result = await client.query(statement).finally(() => client.end())
    return result.rows as unknown[]
  }

  describePersistence('PostgreSQL', () => Promise.resolve(persistence))

  describeRotationLedger('PostgreSQL', async (clock) => {
    const url = cluster.url('weft', 'weft_owner')
    const processes = await Promise.all(
      [1, 2, 3].map(() => openDatabase({ kind: 'postgres', url, poolSize: 2 })),
    )
    return {
      ledgers: processes.map((database) => new PostgresRotationLedger(database, clock)),
      setCalls: (tenantId, model, calls) =>
        administer(
          `update model_turns set calls = ${calls} where tenant_id = '${tenantId}' and model = '${model}'`,
          'weft',
        ),
      close: async () => {
        await Promise.all(processes.map((database) => database.close()))
      },
    }
  })

  describeSharedRotation(() => cluster.url('weft', 'weft_owner'))

  describeRowLevelSecurity('PostgreSQL', async () => {
    const client = new pg.Client(cluster.url('weft', 'weft_owner'))
    await client.connect()
    return {
      unitOfWork: persistence.unitOfWork,
      query: async (statement) => (await client.query(statement)).rows as unknown[],
      close: () => client.end(),
    }
  })

  it('notes the use of a key, once a minute at most', async () => {
    const { tenantId, app } = await aStoredWorkspace(persistence.unitOfWork)
    const key = anApiKey(app)
    const { hash } = key.properties
    await persistence.unitOfWork.run(tenantId, ({ apiKeys }) => apiKeys.save(key))
    const uses = []
    for (const seconds of [0, 59, 61]) {
      await persistence.apiKeys.touch(tenantId, hash, aTime(seconds * 1000))
      uses.push(
        await administer(`select last_used_at from api_keys where hash = '${hash}'`, 'weft'),
      )
    }
    expect(uses).toEqual([0, 0, 61].map((seconds) => [{ last_used_at: aTime(seconds * 1000) }]))
  })

  it('T-A8: takes nothing out of stored settings of code but the rules of the workspace', async () => {
    const tenantId = aTenantId()
    const settings = CodeSettings.initial(tenantId)
    await persistence.unitOfWork.run(tenantId, ({ codeSettings }) => codeSettings.save(settings))
    const hostile = {
      ...{ network: 'granted', blockedImports: {}, blockedCalls: {}, pythonWorkers: 99 },
      ...{ timeoutMs: 1e9, go: { command: '/bin/sh' }, remote: { url: 'http://x' }, egress: {} },
    }
    await administer(
      `update code_settings set document = '${JSON.stringify(hostile)}' where tenant_id = '${tenantId}'`,
      'weft',
    )
    const found = await persistence.unitOfWork.run(tenantId, ({ codeSettings }) =>
      codeSettings.find(),
    )
    expect(found?.properties).toEqual({ ...settings.properties, network: 'granted', version: 1 })
    await administer(
      `update code_settings set document = '{"network":"all","blockedImports":{},"blockedCalls":{}}' where tenant_id = '${tenantId}'`,
      'weft',
    )
    await expect(
      persistence.unitOfWork.run(tenantId, ({ codeSettings }) => codeSettings.find()),
    ).rejects.toThrow('code_settings.document.network')
  })

  describe('migrations', () => {
    it('wait for each other when several processes start at once', async () => {
      await administer('create database together owner weft_owner')
      const url = cluster.url('together', 'weft_owner')
      const databases = await Promise.all(
        [1, 2, 3].map(() => openDatabase({ kind: 'postgres', url })),
      )
      const applied = await Promise.all(databases.map((database) => database.migrateUp()))
      expect(applied.flat()).toEqual(MIGRATION_NAMES)
      await Promise.all(databases.map((database) => database.close()))
    })

    it('say what an administrator has to do when the user may not create the role', async () => {
      const other = await startPostgresCluster()
      const admin = new pg.Client(other.url())
      await admin.connect()
      await admin.query('create role humble login')
      await admin.query('create database weft owner humble')
      const database = await openDatabase({ kind: 'postgres', url: other.url('weft', 'humble') })
      await expect(database.migrateUp()).rejects.toThrow(MigrationFailed)
      await expect(database.migrateUp()).rejects.toThrow(/CREATE ROLE weft_app NOLOGIN; GRANT/)
      await admin.query('create role weft_app nologin; grant weft_app to humble')
      expect(await database.migrateUp()).toEqual(MIGRATION_NAMES)
      await aStoredWorkspace(new PostgresUnitOfWork(database))
      await admin.end()
      await database.close()
      await other.stop()
    })
  })

  describe('failures', () => {
    it('tells at once when no server can be reached', async () => {
      const url = 'postgresql://weft@localhost/weft?host=/nowhere'
      await expect(openDatabase({ kind: 'postgres', url })).rejects.toThrow(
        'PostgreSQL could not be reached',
      )
    })

    it('goes on with a new connection after connections were lost', async () => {
      const { tenantId } = await aStoredWorkspace(persistence.unitOfWork)
      const lost = persistence.unitOfWork.run(tenantId, async ({ tenants }) => {
        await administer(
          `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'weft_owner'`,
        )
        return tenants.find(tenantId)
      })
      await expect(lost).rejects.toThrow(QueryFailed)
      await expect(lost).rejects.toMatchObject({ retryable: true })
      const found = await persistence.unitOfWork.run(tenantId, ({ tenants }) =>
        tenants.find(tenantId),
      )
      expect(found?.id).toBe(tenantId)
      const run = aRun({ tenantId: aTenantId() })
      await persistence.runEvents.append(run, [], 0)
      expect(await persistence.runEvents.find(run.tenantId, run.appId, run.id)).toEqual(run)
    })
  })
})
