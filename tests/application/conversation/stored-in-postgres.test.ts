import { silentLogger } from '@weft/domain/kernel'
import {
  openDatabase,
  PostgresHumanInputFormSchedule,
  PostgresRunEventStore,
  PostgresUnitOfWork,
  type Database,
} from '@weft/adapters-postgres'
import { randomIds } from '@weft/application/kernel'
import { EndOrphanedRuns } from '@weft/application/workflow'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { APPROVAL_CHATFLOW } from '../support/approval-documents.js'
import { CHAT_DOCUMENT, CHATFLOW_DOCUMENT, WORKFLOW_DOCUMENT } from '../support/documents.js'
import { fakeEngine } from '../support/fake-engine.js'
import { run, say } from '../support/say.js'
import {
  aContext,
  anEndUserOf,
  aWorkspace,
  collect,
  importedApp,
  only,
  TENANT,
  type WorkspaceOptions,
} from '../support/workspace.js'

describe('use cases over the embedded database', () => {
  let database: Database
  const aStoredWorkspace = (options: WorkspaceOptions = {}) =>
    aWorkspace({
      ...options,
      ids: randomIds,
      persistence: {
        unitOfWork: new PostgresUnitOfWork(database),
        runEvents: new PostgresRunEventStore(database),
        schedule: new PostgresHumanInputFormSchedule(database),
      },
    })

  beforeAll(async () => {
    database = await openDatabase({ kind: 'pglite' })
    await database.migrateUp()
  })
  afterAll(() => database.close())

  it('go on with an advanced-chat conversation', async () => {
    const workspace = aStoredWorkspace()
    const app = await importedApp(workspace, CHATFLOW_DOCUMENT)
    const first = await collect(say(workspace, app, { query: 'One' }))
    const { conversationId } = only(first, 'GenerationBegun').message!
    workspace.clock.advance(1_000)
    const second = await collect(say(workspace, app, { query: 'Two', conversationId }))
    expect(only(second, 'MessageEnded').answer).toBe('2: Two, before: One')
  })

  it('go on with several messages of one conversation at the same time', async () => {
    const workspace = aStoredWorkspace()
    const app = await importedApp(workspace, CHAT_DOCUMENT)
    const first = await collect(say(workspace, app))
    const { conversationId } = only(first, 'GenerationBegun').message!
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => collect(say(workspace, app, { conversationId }))),
    )
    expect(answers.map((events) => only(events, 'MessageEnded').answer)).toEqual(
      Array.from({ length: 4 }, () => 'Hello'),
    )
    const stored = await workspace.read(({ messages }) => messages.countCompleted(conversationId))
    expect(stored).toBe(5)
  })

  it('pause a run, and go on with it in another process', async () => {
    const workspace = aStoredWorkspace()
    const app = await importedApp(workspace, APPROVAL_CHATFLOW)
    const events = await collect(say(workspace, app, { query: 'hi' }))
    const { reason } = only(events, 'NodePaused')
    const token = reason.type === 'form' ? reason.form.token! : ''
    const other = aStoredWorkspace()
    const endUser = await anEndUserOf(other, app)
    const submission = { action: 'approve', inputs: { note: 'ok \u0000' } }
    const args = { app, endUser, token, ...submission }
    const results = await Promise.allSettled(
      [workspace, other].map(({ submitForm }) => submitForm.execute(aContext(), args)),
    )
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await vi.waitFor(async () => {
      const message = await other.read(({ messages }) =>
        messages.find(only(events, 'GenerationBegun').message!.id),
      )
      expect(message?.properties).toMatchObject({
        status: 'normal',
        answer: 'You said hi. They said ok \u0000.',
      })
    }, 5_000)
    expect(await other.expireForms.execute()).toBe(0)
  })

  it('record a run, and end one that a dead process left behind', async () => {
    const workspace = aStoredWorkspace({ engine: fakeEngine(['wait for stop']) })
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    const begun = only((await run(workspace, app).next()).value ?? [], 'GenerationBegun')
    const find = () => workspace.runEvents.find(TENANT, app.id, begun.run!.id)
    expect(await find()).toMatchObject({ status: 'running' })
    workspace.clock.advance(1_000)
    const ended = await new EndOrphanedRuns({ ...workspace, logger: silentLogger }).execute()
    expect(ended).toBe(1)
    expect(await find()).toMatchObject({ status: 'failed', error: 'interrupted by a restart' })
  })
})
