import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import {
  openDatabase,
  PostgresRunEventStore,
  StoredDataInvalid,
  type Database,
} from '@weft/adapters-postgres'
import { ValidationError, type JsonValue } from '@weft/domain/kernel'
import type { WorkflowRun } from '@weft/domain/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aRun } from '../../contracts/builders.js'
import { aRunStarted, aRunSucceeded, aTextProduced } from '../../contracts/run-events.js'

describe('PostgresRunEventStore', () => {
  let root: string
  let database: Database
  let store: PostgresRunEventStore
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'weft-events-'))
    await open()
    await database.migrateUp()
  })
  afterAll(async () => {
    await database.close()
    rmSync(root, { recursive: true, force: true })
  })

  async function open(): Promise<void> {
    database = await openDatabase({ kind: 'pglite', dataDir: join(root, 'data') })
    store = new PostgresRunEventStore(database)
  }

  /** Puts stored texts in place of the events of runs, behind the program's back. */
  async function tamper(changes: readonly { run: WorkflowRun; event: string }[]): Promise<void> {
    await database.close()
    const raw = await PGlite.create({ dataDir: join(root, 'data') })
    for (const { run, event } of changes)
      await raw.query('update workflow_run_events set event = $1 where run_id = $2', [
        event,
        run.id,
      ])
    await raw.close()
    await open()
  }

  const EDGE = { v: 1, type: 'EdgeTaken', frameId: '', edge: 0 }
  const deepPosition = `${'{"kind":"loop","nodeId":"n","index":0,"outer":'.repeat(500)}null${'}'.repeat(500)}`
  const answer = (container: string) =>
    `{"v":1,"type":"AnswerStreamed","responseNodeId":"a","frameId":"","container":${container},` +
    '"selector":["a","b"],"text":"","isFinal":true}'

  const hostileEvents: readonly [string, string][] = [
    ['no map', '[]'],
    ['null', 'null'],
    ['an unknown type', JSON.stringify({ ...EDGE, type: 'NodeExploded' })],
    ['a type that names a prototype', JSON.stringify({ ...EDGE, type: '__proto__' })],
    ['a type that names a method', JSON.stringify({ ...EDGE, type: 'constructor' })],
    ['a later version', JSON.stringify({ ...EDGE, v: 2 })],
    ['no version', JSON.stringify({ ...EDGE, v: undefined })],
    ['a missing field', JSON.stringify({ ...EDGE, edge: undefined })],
    ['a field of another type', JSON.stringify({ ...EDGE, edge: { valueOf: 1 } })],
    ['fields that come from a prototype', '{"__proto__":{"v":1,"type":"EdgeTaken"}}'],
    ['a constructor marker', '{"lc":1,"type":"constructor","id":["process","env"],"kwargs":{}}'],
    ['an impossible time', JSON.stringify({ ...EDGE, type: 'RunStarted', at: 'yesterday' })],
    ['containers without end', answer(deepPosition)],
  ]

  it('refuses rows it did not write', async () => {
    const changes = hostileEvents.map(([, event]) => ({ run: aRun(), event }))
    for (const { run } of changes) await store.append(run, [aTextProduced()], 0)
    await tamper(changes)
    for (const [index, { run }] of changes.entries()) {
      const reading = store.read(run.tenantId, run.id)
      await expect(reading, hostileEvents[index]![0]).rejects.toThrow(StoredDataInvalid)
    }
    expect(({} as Record<string, unknown>)['v']).toBeUndefined()
  })

  it('reads what it wrote where others were refused', async () => {
    const run = aRun()
    await store.append(run, [aTextProduced()], 0)
    await tamper([{ run, event: JSON.stringify({ ...EDGE, surplus: { ignored: true } }) }])
    expect(await store.read(run.tenantId, run.id)).toEqual([
      { position: 1, event: { type: 'EdgeTaken', frameId: '', edge: 0 } },
    ])
  })

  it('loads keys that name prototypes as plain data', async () => {
    const run = aRun()
    const outputs = JSON.parse('{"__proto__":{"polluted":true}}') as { [key: string]: JsonValue }
    await store.append(run, [aRunSucceeded(outputs)], 0)
    const [recorded] = await store.read(run.tenantId, run.id)
    expect(JSON.stringify(recorded?.event)).toContain('"__proto__":{"polluted":true}')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('refuses an append that cannot be stored, and stores those around it', async () => {
    const nested = JSON.parse('['.repeat(2000) + ']'.repeat(2000)) as JsonValue
    const [before, tooDeep, impossible, after] = [aRun(), aRun(), aRun(), aRun()]
    const results = await Promise.allSettled([
      store.append(before, [aRunStarted(before.id)], 0),
      store.append(tooDeep, [aRunSucceeded({ nested })], 0),
      store.append({ ...impossible, totalSteps: 2 ** 40 }, [aTextProduced()], 0),
      store.append(after, [aRunStarted(after.id)], 0),
    ])
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ])
    expect((results[1] as PromiseRejectedResult).reason).toBeInstanceOf(ValidationError)
    for (const run of [before, after])
      expect(await store.read(run.tenantId, run.id)).toHaveLength(1)
    for (const run of [tooDeep, impossible])
      expect(await store.find(run.tenantId, run.appId, run.id)).toBeUndefined()
  })

  it('accepts an append that follows a refused one and fits what is stored', async () => {
    const run = aRun()
    await store.append(run, [aTextProduced('a'), aTextProduced('b')], 0)
    const results = await Promise.allSettled([
      store.append(run, [aTextProduced('c'), aTextProduced('d')], 0),
      store.append(run, [aTextProduced('e')], 2),
      store.append(run, [aTextProduced('f')], 3),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    const texts = (await store.read(run.tenantId, run.id)).map(({ event }) => event)
    expect(texts).toEqual(['a', 'b', 'e', 'f'].map((text) => aTextProduced(text)))
  })

  it('rejects appends once the database is closed', async () => {
    const closed = await openDatabase({ kind: 'pglite' })
    await closed.migrateUp()
    const store = new PostgresRunEventStore(closed)
    await closed.close()
    await expect(store.append(aRun(), [], 0)).rejects.toThrow()
    await expect(store.append(aRun(), [], 0)).rejects.toThrow()
  })
})
