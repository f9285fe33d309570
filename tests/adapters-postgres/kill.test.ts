import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase, PostgresRunEventStore } from '@weft/adapters-postgres'
import { RunId } from '@weft/domain/workflow'
import { afterAll, describe, expect, it } from 'vitest'
import { aRun } from '../contracts/builders.js'

const program = fileURLToPath(new URL('support/append-until-killed.mjs', import.meta.url))

describe('a process that is killed while it writes', () => {
  const root = mkdtempSync(join(tmpdir(), 'weft-kill-'))
  afterAll(() => {
    rmSync(root, { recursive: true, force: true })
  })

  it('has lost nothing that it was told is stored, and leaves the folder to the next one', async () => {
    const dataDir = join(root, 'data')
    const { tenantId, appId } = aRun()
    const acknowledged: string[] = []
    const child = fork(program, [dataDir, tenantId, appId])
    const enough = new Promise<void>((resolve) => {
      child.on('message', (id: string) => {
        acknowledged.push(id)
        if (acknowledged.length === 500) resolve()
      })
    })
    const exited = once(child, 'exit')
    await Promise.race([enough, exited])
    child.kill('SIGKILL')
    await exited
    expect(acknowledged.length).toBeGreaterThanOrEqual(500)

    const database = await openDatabase({ kind: 'pglite', dataDir })
    const store = new PostgresRunEventStore(database)
    const left = await store.listUnfinished(new Date(Date.now() + 60_000))
    const stored = new Set<string>(left.map(({ id }) => id))
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
    for (const id of [...stored].slice(-20))
      expect(await store.read(tenantId, RunId.parse(id))).toHaveLength(2)
    await database.close()
  }, 60_000)
})
