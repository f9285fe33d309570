import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import {
  DataFolderInUse,
  openDatabase,
  PostgresRunEventStore,
  PostgresUnitOfWork,
} from '@weft/adapters-postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aRun } from '../contracts/builders.js'
import { aRunStarted } from '../contracts/run-events.js'
import { aStoredWorkspace } from '../contracts/workspace.js'

describe('openDatabase on a folder', () => {
  let root: string
  let dataDir: string
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'weft-pglite-'))
    dataDir = join(root, 'made', 'on demand')
    const database = await openDatabase({ kind: 'pglite', dataDir })
    await database.migrateUp()
    await database.close()
  })
  afterAll(() => {
    rmSync(root, { recursive: true, force: true })
  })

  it('keeps what was stored from one opening to the next', async () => {
    const first = await openDatabase({ kind: 'pglite', dataDir })
    const { tenantId, app } = await aStoredWorkspace(new PostgresUnitOfWork(first))
    const run = aRun({ tenantId })
    await new PostgresRunEventStore(first).append(run, [aRunStarted(run.id)], 0)
    await first.close()

    const second = await openDatabase({ kind: 'pglite', dataDir })
    expect(await second.migrateUp()).toEqual([])
    const found = await new PostgresUnitOfWork(second).run(tenantId, ({ apps }) =>
      apps.find(app.id),
    )
    expect(found?.name).toBe(app.name)
    expect(await new PostgresRunEventStore(second).read(tenantId, run.id)).toHaveLength(1)
    await second.close()
  })

  it('refuses a folder this process has open, until it is closed', async () => {
    const database = await openDatabase({ kind: 'pglite', dataDir })
    await expect(openDatabase({ kind: 'pglite', dataDir })).rejects.toThrow(DataFolderInUse)
    await database.close()
    await database.close()
    const again = await openDatabase({ kind: 'pglite', dataDir })
    await again.ping()
    await again.close()
    expect(existsSync(`${dataDir}.lock`)).toBe(false)
  })

  it('refuses a folder another living process has open, and says which', async () => {
    const other = fork(process.execPath, [], { execArgv: ['-e', 'setInterval(() => {}, 1000)'] })
    writeFileSync(lockFile(), lockOf(other.pid!, hostname()))
    await expect(openDatabase({ kind: 'pglite', dataDir })).rejects.toThrow(
      `in use by process ${other.pid!} on ${hostname()}`,
    )
    other.kill('SIGKILL')
    await once(other, 'exit')
    const database = await openDatabase({ kind: 'pglite', dataDir })
    await database.close()
  })

  it('refuses a folder a process on another host was using a moment ago', async () => {
    writeFileSync(lockFile(), lockOf(1, 'somewhere-else'))
    await expect(openDatabase({ kind: 'pglite', dataDir })).rejects.toThrow(DataFolderInUse)
    rmSync(lockFile())
  })

  it('takes over from an earlier process of the same id, and from a torn lock file', async () => {
    for (const left of [lockOf(process.pid, hostname()), '{"pid":']) {
      writeFileSync(lockFile(), left)
      const database = await openDatabase({ kind: 'pglite', dataDir })
      await database.close()
    }
    expect(existsSync(lockFile())).toBe(false)
  })

  it('lets go of a folder that cannot be opened', async () => {
    const file = join(root, 'file')
    writeFileSync(file, '')
    await expect(openDatabase({ kind: 'pglite', dataDir: file })).rejects.toThrow(
      `The data folder ${file} could not be opened.`,
    )
    expect(existsSync(`${file}.lock`)).toBe(false)
  })

  it('holds rows that only the role of the program is kept from', async () => {
    const database = await openDatabase({ kind: 'pglite', dataDir })
    const [mine, theirs] = [
      await aStoredWorkspace(new PostgresUnitOfWork(database)),
      await aStoredWorkspace(new PostgresUnitOfWork(database)),
    ]
    await database.close()
    const raw = await PGlite.create({ dataDir })
    const all = await raw.query<{ id: string }>('select id from apps')
    expect(all.rows.map(({ id }) => id)).toEqual(
      expect.arrayContaining([mine.app.id, theirs.app.id]),
    )
    await raw.exec(`begin; set local role weft_app; set local app.tenant_id = '${mine.tenantId}'`)
    const visible = await raw.query<{ id: string }>('select id from apps')
    expect(visible.rows).toEqual([{ id: mine.app.id }])
    await raw.exec('rollback')
    await raw.close()
  })

  const lockFile = () => `${dataDir}.lock`
  const lockOf = (pid: number, host: string) => JSON.stringify({ pid, host, token: 'theirs' })
})
