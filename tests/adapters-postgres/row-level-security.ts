import type { UnitOfWork } from '@weft/application/kernel'
import type { TenantId } from '@weft/domain/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDomainEvent } from '../contracts/builders.js'
import { aStoredWorkspace } from '../contracts/workspace.js'

/** A connection of the user the tables belong to, for statements the adapters would never send. */
export type RawDatabase = {
  readonly unitOfWork: UnitOfWork
  /** Runs one or several statements; gives the rows of a single one. */
  query(statement: string): Promise<readonly unknown[]>
  close(): Promise<void>
}

/** The database itself keeps workspaces apart, whatever a statement forgets to ask for. */
export function describeRowLevelSecurity(name: string, open: () => Promise<RawDatabase>): void {
  describe(`${name}: row-level security`, () => {
    let database: RawDatabase
    beforeAll(async () => {
      database = await open()
    })
    afterAll(() => database.close())

    async function asTenant<Result>(
      tenantId: TenantId | '',
      work: () => Promise<Result>,
    ): Promise<Result> {
      await database.query(
        `begin; set local role weft_app; set local app.tenant_id = '${tenantId}'`,
      )
      try {
        return await work()
      } finally {
        await database.query('rollback')
      }
    }

    async function twoWorkspaces() {
      const mine = await aStoredWorkspace(database.unitOfWork)
      const theirs = await aStoredWorkspace(database.unitOfWork)
      for (const { tenantId } of [mine, theirs])
        await database.unitOfWork.run(tenantId, ({ outbox }) => outbox.add([aDomainEvent()]))
      return { mine, theirs }
    }

    const FILLED = ['tenants', 'apps', 'end_users', 'conversations', 'outbox']

    it('is on and forced for every table with a workspace', async () => {
      const tables = (await database.query(`
        select relname as name, relrowsecurity and relforcerowsecurity as is_forced
        from pg_class join pg_attribute on attrelid = pg_class.oid
        where relkind = 'r' and relnamespace = current_schema()::regnamespace
          and (attname = 'tenant_id' or (relname = 'tenants' and attname = 'id'))`)) as {
        name: string
        is_forced: boolean
      }[]
      expect(tables.length).toBeGreaterThanOrEqual(13)
      expect(tables.filter((table) => !table.is_forced)).toEqual([])
    })

    it('has the workspace first in every key', async () => {
      const keys = await database.query(`
        select conrelid::regclass::text as table_name from pg_constraint
        join pg_attribute on attrelid = conrelid and attnum = conkey[1]
        where contype = 'p' and connamespace = current_schema()::regnamespace
          and conrelid::regclass::text !~ '^weft_migration'
          and attname <> 'tenant_id' and conrelid <> 'tenants'::regclass`)
      expect(keys).toEqual([])
    })

    it('shows the rows of one workspace to a statement without a condition', async () => {
      const { mine } = await twoWorkspaces()
      await asTenant(mine.tenantId, async () => {
        for (const table of FILLED) {
          const key = table === 'tenants' ? 'id' : 'tenant_id'
          const rows = await database.query(`select distinct ${key} as tenant_id from ${table}`)
          expect([table, rows]).toEqual([table, [{ tenant_id: mine.tenantId }]])
        }
      })
    })

    it('shows nothing where no workspace is set', async () => {
      await twoWorkspaces()
      await asTenant('', async () => {
        for (const table of FILLED)
          expect([table, await database.query(`select * from ${table}`)]).toEqual([table, []])
      })
    })

    it('changes nothing of another workspace', async () => {
      const { mine, theirs } = await twoWorkspaces()
      await asTenant(mine.tenantId, async () => {
        const changed = await database.query(
          `update apps set name = 'stolen' where tenant_id = '${theirs.tenantId}' returning id`,
        )
        expect(changed).toEqual([])
      })
    })

    it('refuses rows of another workspace, written or moved there', async () => {
      const { mine, theirs } = await twoWorkspaces()
      await asTenant(mine.tenantId, async () => {
        const insert = database.query(
          `insert into accounts values ('${theirs.tenantId}', '${mine.app.id}', 'a', 'a@b', now())`,
        )
        await expect(insert).rejects.toThrow(/row-level security/)
      })
      await asTenant(mine.tenantId, async () => {
        const move = database.query(`update apps set tenant_id = '${theirs.tenantId}'`)
        await expect(move).rejects.toThrow(/row-level security/)
      })
    })

    it.each([
      ['take events away', 'delete from workflow_run_events'],
      ['change events', 'update workflow_run_events set position = 1'],
      ['switch the policy off', 'alter table apps disable row level security'],
      ['take a table for itself', 'alter table apps owner to weft_app'],
      ['empty a table', 'truncate apps'],
    ])('does not let the role of the program %s', async (_, statement) => {
      const { tenantId } = await aStoredWorkspace(database.unitOfWork)
      await asTenant(tenantId, async () => {
        await expect(database.query(statement)).rejects.toThrow(/permission denied|must be owner/)
      })
    })

    it('forgets the workspace with the transaction', async () => {
      const { mine } = await twoWorkspaces()
      await asTenant(mine.tenantId, () => Promise.resolve())
      const [row] = await database.query(
        `select coalesce(current_setting('app.tenant_id', true), '') as tenant_id`,
      )
      expect(row).toEqual({ tenant_id: '' })
    })
  })
}
