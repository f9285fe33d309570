import { AppId } from '@weft/domain/kernel'
import { ConcurrentRunUpdate, RunId, type RunEvent, type WorkflowRun } from '@weft/domain/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anId, aRun, aTenantId, aTime } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'
import { aRunStarted, aRunSucceeded, aTextProduced, oneOfEveryEvent } from './run-events.js'

/** What every `RunEventStore` keeps. */
export function describeRunEventStore(name: string, open: OpenPersistence): void {
  describe(`${name}: run event store`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    const read = (run: WorkflowRun, after?: number) =>
      store.runEvents.read(run.tenantId, run.id, after)
    const find = (run: WorkflowRun) => store.runEvents.find(run.tenantId, run.appId, run.id)

    it('gives back every kind of event as it was', async () => {
      const run = aRun()
      const events = oneOfEveryEvent(run.id)
      await store.runEvents.append(run, events, 0)
      const recorded = await read(run)
      expect(recorded.map(({ event }) => event)).toEqual(events)
      expect(recorded.map(({ position }) => position)).toEqual(events.map((_, i) => i + 1))
    })

    it('lets the events of one execution share it', async () => {
      const run = aRun()
      await store.runEvents.append(run, oneOfEveryEvent(run.id), 0)
      const executions = (await read(run)).flatMap(({ event }) =>
        event.type === 'NodeRetried' || event.type === 'NodeFailed' ? [event.execution] : [],
      )
      expect(executions).toHaveLength(2)
      expect(executions[0]).toBe(executions[1])
    })

    it('numbers events without gaps over several appends', async () => {
      const run = aRun()
      await store.runEvents.append(run, [aRunStarted(run.id), aTextProduced('a')], 0)
      await store.runEvents.append(run, [aTextProduced('b')], 2)
      await store.runEvents.append(run, [aRunSucceeded()], 3)
      expect((await read(run)).map(({ position }) => position)).toEqual([1, 2, 3, 4])
      expect((await read(run, 2)).map(({ position, event }) => [position, event.type])).toEqual([
        [3, 'AnswerStreamed'],
        [4, 'RunSucceeded'],
      ])
      expect(await read(run, 4)).toEqual([])
    })

    it('has no events and no record of an unknown run', async () => {
      expect(await read(aRun())).toEqual([])
      expect(await find(aRun())).toBeUndefined()
    })

    it('keeps the record as of the last append', async () => {
      const run = aRun({ createdBy: 'user\u0000-1', inputs: { 'a\u0000': '\ud800' } })
      await store.runEvents.append(run, [aRunStarted(run.id)], 0)
      expect(await find(run)).toEqual(run)
      const ended: WorkflowRun = {
        ...run,
        status: 'partial-succeeded',
        outputs: { answer: '\u0000', cost: 0.1 },
        error: 'one \u0000 item',
        totalTokens: 42,
        totalSteps: 3,
        exceptionsCount: 1,
        finishedAt: aTime(1500),
      }
      await store.runEvents.append(ended, [aRunSucceeded()], 1)
      expect(await find(run)).toEqual(ended)
    })

    it('finds a run under its own app only', async () => {
      const run = aRun()
      await store.runEvents.append(run, [], 0)
      expect(await store.runEvents.find(run.tenantId, AppId.parse(anId()), run.id)).toBeUndefined()
      expect(await store.runEvents.find(aTenantId(), run.appId, run.id)).toBeUndefined()
      expect(await store.runEvents.read(aTenantId(), run.id)).toEqual([])
    })

    it.each([
      ['behind', 1],
      ['ahead', 3],
      ['at the beginning', 0],
    ])('refuses an append that is %s and stores nothing of it', async (_, expectedVersion) => {
      const run = aRun()
      await store.runEvents.append(run, [aRunStarted(run.id), aTextProduced()], 0)
      const late = { ...run, status: 'failed' } as const
      const refused = store.runEvents.append(late, [aTextProduced('late')], expectedVersion)
      await expect(refused).rejects.toThrow(ConcurrentRunUpdate)
      await expect(refused).rejects.toMatchObject({ runId: run.id })
      expect(await read(run)).toHaveLength(2)
      expect((await find(run))?.status).toBe('running')
    })

    it('refuses a first append to a run it does not know beyond its beginning', async () => {
      const run = aRun()
      await expect(store.runEvents.append(run, [aTextProduced()], 5)).rejects.toThrow(
        ConcurrentRunUpdate,
      )
      expect(await find(run)).toBeUndefined()
      expect(await read(run)).toEqual([])
    })

    it('lets exactly one of several writers win', async () => {
      const run = aRun()
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) =>
          store.runEvents.append(run, [aTextProduced(`writer ${i}`)], 0),
        ),
      )
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await read(run)).toHaveLength(1)
    })

    it('does not fail the neighbours of a refused append', async () => {
      const known = aRun()
      await store.runEvents.append(known, [aTextProduced()], 0)
      const tenantId = known.tenantId
      const appends = Array.from({ length: 30 }, (_, i) => {
        const run = i % 5 === 0 ? known : aRun(i % 2 === 0 ? { tenantId } : {})
        return { run, stored: store.runEvents.append(run, [aTextProduced(`${i}`)], 0) }
      })
      const results = await Promise.allSettled(appends.map(({ stored }) => stored))
      expect(results.map(({ status }) => status)).toEqual(
        appends.map(({ run }) => (run === known ? 'rejected' : 'fulfilled')),
      )
      for (const { run } of appends) expect(await read(run)).toHaveLength(1)
    })

    it('stores appends of one run in the order they were asked for, without waiting in between', async () => {
      const run = aRun()
      const batches: RunEvent[][] = Array.from({ length: 20 }, (_, i) => [
        aTextProduced(`${i}a`),
        aTextProduced(`${i}b`),
      ])
      await Promise.all(batches.map((batch, i) => store.runEvents.append(run, batch, i * 2)))
      expect((await read(run)).map(({ event }) => event)).toEqual(batches.flat())
    })

    it('is readable by the time an append resolves, also under load', async () => {
      const seen = await Promise.all(
        Array.from({ length: 40 }, async () => {
          const run = aRun()
          await store.runEvents.append(run, [aRunStarted(run.id)], 0)
          await store.runEvents.append({ ...run, status: 'succeeded' }, [aRunSucceeded()], 1)
          return [(await find(run))?.status, (await read(run)).length]
        }),
      )
      expect(seen).toEqual(Array.from({ length: 40 }, () => ['succeeded', 2]))
    })

    it('lists the runs of every workspace that were left behind', async () => {
      const early = aRun({ createdAt: aTime(-50_000_000) })
      const earlier = aRun({ createdAt: aTime(-60_000_000) })
      const ended = aRun({
        createdAt: aTime(-60_000_000),
        status: 'succeeded',
        finishedAt: aTime(),
      })
      const paused = aRun({ createdAt: aTime(-60_000_000), status: 'paused' })
      const late = aRun()
      for (const run of [early, earlier, ended, paused, late])
        await store.runEvents.append(run, [], 0)
      const mine = new Set([early.id, earlier.id, ended.id, paused.id, late.id])
      const listed = (await store.runEvents.listUnfinished(aTime(-40_000_000))).filter(({ id }) =>
        mine.has(id),
      )
      expect(listed).toEqual([earlier, early])
    })

    it('stores an append of very many events', async () => {
      const run = aRun()
      const events = Array.from({ length: 3000 }, (_, i) => aTextProduced(`${i}`))
      await store.runEvents.append(run, events, 0)
      const recorded = await read(run)
      expect(recorded).toHaveLength(3000)
      expect(recorded.at(-1)).toEqual({ position: 3000, event: events.at(-1) })
    })

    it('keeps runs with equal ids of two workspaces apart', async () => {
      const id = RunId.parse(anId())
      const [mine, theirs] = [aRun({ id }), aRun({ id })]
      await store.runEvents.append(mine, [aTextProduced('mine')], 0)
      await store.runEvents.append(theirs, [aTextProduced('theirs')], 0)
      expect((await read(mine))[0]?.event).toMatchObject({ text: 'mine' })
      expect((await read(theirs))[0]?.event).toMatchObject({ text: 'theirs' })
    })
  })
}
