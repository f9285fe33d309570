import { App, AppModeMismatch } from '@weft/domain/app'
import { InvalidInput } from '@weft/domain/workflow'
import { TooManyActiveGenerations } from '@weft/application/kernel'
import {
  DraftWorkflowNotRunnable,
  GetWorkflowRun,
  InvalidFileArgument,
  InvalidWorkflowId,
  WorkflowNotFound,
  WorkflowNotPublished,
  WorkflowRunNotFound,
} from '@weft/application/workflow'
import { describe, expect, it, vi } from 'vitest'
import { CHAT_DOCUMENT, WORKFLOW_DOCUMENT } from '../support/documents.js'
import { edge, failed, fakeEngine, succeeded, type FakeStep } from '../support/fake-engine.js'
import { run } from '../support/say.js'
import {
  aContext,
  anEndUserOf,
  aWorkspace,
  collect,
  importedApp,
  only,
  storedApp,
  TENANT,
  withTenant,
  type Workspace,
} from '../support/workspace.js'

async function aWorkflow(steps?: readonly FakeStep[]) {
  const engine = steps && fakeEngine(steps)
  const workspace = aWorkspace(engine ? { engine } : {})
  const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
  return { workspace, app, append: vi.spyOn(workspace.runEvents, 'append'), engine }
}

const recordOf = ({ runEvents }: Workspace, app: App, runId: string) =>
  new GetWorkflowRun(runEvents).execute(aContext(), { app, runId })

describe('RunWorkflow', () => {
  it('tells that it begins, what happens, and the end', async () => {
    const { workspace, app } = await aWorkflow()
    const events = await collect(run(workspace, app))
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['GenerationBegun', 'RunStarted'])
    expect(events.at(-1)).toMatchObject({ type: 'RunSucceeded', outputs: { topic: 'tea' } })
    expect(only(events, 'GenerationBegun')).toMatchObject({
      mode: 'workflow',
      message: undefined,
      run: { workflowId: app.properties.publishedWorkflowId, createdBy: { user: 'u-1' } },
    })
  })

  it('starts the run with the inputs and what it is', async () => {
    const { workspace, app } = await aWorkflow()
    const events = await collect(run(workspace, app, { inputs: { topic: 'tea', other: 1 } }))
    const begun = only(events, 'GenerationBegun')
    expect(only(events, 'RunStarted').inputs).toMatchObject({
      topic: 'tea',
      'sys.user_id': 'u-1',
      'sys.files': [],
      'sys.app_id': app.id,
      'sys.workflow_id': begun.run?.workflowId,
      'sys.workflow_run_id': begun.run?.id,
    })
    expect(only(events, 'RunStarted').inputs).not.toHaveProperty('other')
  })

  it('makes files a caller names into values', async () => {
    const { workspace, app } = await aWorkflow()
    const files = [{ type: 'image', transfer_method: 'remote_url', url: 'https://e.org/a.png' }]
    const events = await collect(run(workspace, app, { files }))
    expect(only(events, 'RunStarted').inputs['sys.files']).toMatchObject([
      { dify_model_identity: '__dify__file__', filename: 'a.png', extension: '.png' },
    ])
  })

  it('keeps a record of the run', async () => {
    const { workspace, app } = await aWorkflow()
    const endUser = await anEndUserOf(workspace, app)
    const events = await collect(run(workspace, app))
    const { id } = only(events, 'GenerationBegun').run!
    expect(await recordOf(workspace, app, id)).toMatchObject({
      id,
      status: 'succeeded',
      outputs: { topic: 'tea' },
      totalSteps: 2,
      mode: 'workflow',
      createdBy: endUser.id,
      inputs: { topic: 'tea', 'sys.user_id': 'u-1' },
    })
    const recorded = await workspace.runEvents.read(TENANT, id)
    expect(recorded.map(({ event }) => event)).toEqual(events.slice(1))
  })

  it('loads a version once', async () => {
    const { workspace, app } = await aWorkflow()
    await collect(run(workspace, app))
    const transactions = vi.spyOn(workspace.unitOfWork, 'run')
    await collect(run(workspace, app))
    expect(transactions).not.toHaveBeenCalled()
  })

  it('runs an earlier version by its id', async () => {
    const { workspace, app } = await aWorkflow()
    const earlier = app.properties.publishedWorkflowId!
    await workspace.publishWorkflow.execute({ tenantId: TENANT, appId: app.id })
    const now = await storedApp(workspace, app.id)
    expect(now.properties.publishedWorkflowId).not.toBe(earlier)
    const events = await collect(run(workspace, now, { workflowId: earlier }))
    expect(only(events, 'GenerationBegun').run?.workflowId).toBe(earlier)
  })

  describe('stores', () => {
    it('a run that never waits with one write', async () => {
      const { workspace, app, append } = await aWorkflow()
      await collect(run(workspace, app))
      expect(append).toHaveBeenCalledTimes(1)
    })

    it('the first batch before it is told, and the end before it is told', async () => {
      const { workspace, app, append } = await aWorkflow([[edge], [edge], [edge, succeeded]])
      const told: [string, number][] = []
      for await (const events of run(workspace, app))
        told.push([events.map(({ type }) => type).join(), append.mock.calls.length])
      expect(told).toEqual([
        ['GenerationBegun,RunStarted', 1],
        ['EdgeTaken', 1],
        ['EdgeTaken', 1],
        ['EdgeTaken,RunSucceeded', 2],
      ])
    })

    it('a run that goes on for long every second', async () => {
      const { workspace, app, append } = await aWorkflow([[edge], [edge], [succeeded]])
      const stream = run(workspace, app)
      await stream.next()
      workspace.clock.advance(1_000)
      await stream.next()
      expect(append).toHaveBeenCalledTimes(2)
      await stream.next()
      expect(append).toHaveBeenCalledTimes(2)
    })

    it('many events without waiting for the end', async () => {
      const many = Array.from({ length: 300 }, () => edge)
      const { workspace, app, append } = await aWorkflow([many, [succeeded]])
      await collect(run(workspace, app))
      expect(append).toHaveBeenCalledTimes(3)
    })

    it('no raw text', async () => {
      const execution = {
        id: 'e',
        nodeId: 'n',
        nodeType: 'llm',
        title: '',
        index: 1,
        predecessorNodeId: undefined,
        frameId: '',
        container: undefined,
        startedAt: new Date(0),
      }
      const text = {
        type: 'TextProduced',
        execution,
        selector: ['n', 'text'],
        text: 'x',
        isFinal: false,
      } as const
      const { workspace, app } = await aWorkflow([[text], [succeeded]])
      const events = await collect(run(workspace, app))
      const recorded = await workspace.runEvents.read(TENANT, only(events, 'RunStarted').runId)
      expect(recorded.map(({ event }) => event.type)).toEqual(['RunStarted', 'RunSucceeded'])
    })
  })

  describe('when the client leaves', () => {
    it('goes on, recorded, to the end of a run nobody stopped', async () => {
      const { workspace, app } = await aWorkflow([[edge], [edge], [succeeded]])
      const stream = run(workspace, app)
      const { id } = only((await stream.next()).value ?? [], 'GenerationBegun').run!
      await stream.return()
      await vi.waitFor(async () => {
        expect((await recordOf(workspace, app, id)).status).toBe('succeeded')
      })
      expect(await workspace.runEvents.read(TENANT, id)).toHaveLength(4)
      expect(workspace.registry.size).toBe(0)
    })

    it('stops a run whose context is aborted, and records that', async () => {
      const { workspace, app } = await aWorkflow([[edge], 'wait for stop'])
      const client = new AbortController()
      const stream = run(workspace, app, { signal: client.signal })
      const { id } = only((await stream.next()).value ?? [], 'GenerationBegun').run!
      await stream.next()
      client.abort()
      await stream.return()
      await vi.waitFor(async () => {
        expect(await recordOf(workspace, app, id)).toMatchObject({
          status: 'stopped',
          error: 'Stopped by user.',
        })
      })
    })
  })

  it('stops when its end user asks for it', async () => {
    const { workspace, app } = await aWorkflow(['wait for stop'])
    const stream = run(workspace, app)
    const { taskId } = only((await stream.next()).value ?? [], 'GenerationBegun')
    const end = stream.next()
    const args = { app, endUser: await anEndUserOf(workspace, app), taskId }
    await workspace.stopGeneration.execute(aContext(), args)
    expect((await end).value?.map(({ type }) => type)).toEqual(['RunStopped'])
  })

  it('tells a failed run by its end alone', async () => {
    const { workspace, app } = await aWorkflow([[failed]])
    const events = await collect(run(workspace, app))
    expect(events.at(-1)).toBe(failed)
    const { id } = only(events, 'GenerationBegun').run!
    expect(await recordOf(workspace, app, id)).toMatchObject({ status: 'failed', error: 'boom' })
  })

  describe('when the record cannot be kept', () => {
    it('rejects before the first event', async () => {
      const { workspace, app, append, engine } = await aWorkflow(['wait for stop'])
      append.mockRejectedValue(new Error('no database'))
      await expect(collect(run(workspace, app))).rejects.toThrow('no database')
      expect(engine?.signals[0]?.aborted).toBe(true)
      expect(workspace.registry.size).toBe(0)
    })

    it('says so when the run has begun', async () => {
      const { workspace, app, append } = await aWorkflow([[edge], [succeeded]])
      append.mockResolvedValueOnce(undefined).mockRejectedValue(new Error('no database'))
      const events = await collect(run(workspace, app))
      expect(events.at(-1)).toMatchObject({
        type: 'GenerationFailed',
        error: { code: 'unexpected_failure' },
      })
      expect(events.some(({ type }) => type === 'RunSucceeded')).toBe(false)
      expect(workspace.registry.size).toBe(0)
    })
  })

  describe('refuses before the first event', () => {
    it('inputs that do not fit the form', async () => {
      const { workspace, app } = await aWorkflow()
      const missing = collect(run(workspace, app, { inputs: {} }))
      await expect(missing).rejects.toThrow(InvalidInput)
      const files = [{ transfer_method: 'local_file', upload_file_id: 'x' }]
      await expect(collect(run(workspace, app, { files }))).rejects.toThrow(InvalidFileArgument)
    })

    it('an app of another kind', async () => {
      const workspace = aWorkspace()
      const app = await importedApp(workspace, CHAT_DOCUMENT)
      await expect(collect(run(workspace, app))).rejects.toThrow(AppModeMismatch)
    })

    it('an app without a published version', async () => {
      const workspace = aWorkspace()
      await withTenant(workspace)
      const text = WORKFLOW_DOCUMENT
      const { appId } = await workspace.importApp.execute({ tenantId: TENANT, text })
      const app = await storedApp(workspace, appId!)
      await expect(collect(run(workspace, app))).rejects.toThrow(WorkflowNotPublished)
    })

    it('versions that cannot be run', async () => {
      const { workspace, app } = await aWorkflow()
      const draft = await workspace.read(({ workflows }) => workflows.findDraft(app.id))
      const refused = (workflowId: string) =>
        expect(collect(run(workspace, app, { workflowId }))).rejects
      await refused('v1').toThrow(new InvalidWorkflowId('v1'))
      await refused(app.id).toThrow(WorkflowNotFound)
      await refused(draft!.id).toThrow(DraftWorkflowNotRunnable)
    })

    it('more runs at one time than the app may have', async () => {
      const { workspace, app } = await aWorkflow(['wait for stop'])
      const limited = App.restore({ ...app.properties, maxActiveRequests: 1 })
      const first = run(workspace, limited)
      const { taskId } = only((await first.next()).value ?? [], 'GenerationBegun')
      await expect(collect(run(workspace, limited))).rejects.toThrow(TooManyActiveGenerations)
      const args = { app, endUser: await anEndUserOf(workspace, app), taskId }
      await workspace.stopGeneration.execute(aContext(), args)
      await collect(first)
      const again = run(workspace, limited)
      expect((await again.next()).done).toBe(false)
    })
  })
})

describe('GetWorkflowRun', () => {
  it('refuses a run the app does not have', async () => {
    const { workspace, app } = await aWorkflow()
    for (const runId of ['nonsense', app.id])
      await expect(recordOf(workspace, app, runId)).rejects.toThrow(new WorkflowRunNotFound(runId))
  })
})
