import { silentLogger } from '@weft/domain/kernel'
import { isRunEnded } from '@weft/domain/workflow'
import { EndOrphanedRuns, GetWorkflowRun } from '@weft/application/workflow'
import { describe, expect, it, vi } from 'vitest'
import { CHATFLOW_DOCUMENT, WORKFLOW_DOCUMENT } from '../support/documents.js'
import { edge, fakeEngine } from '../support/fake-engine.js'
import { run, say } from '../support/say.js'
import { aContext, aWorkspace, collect, importedApp, only, TENANT } from '../support/workspace.js'

const aDeadProcess = () => aWorkspace({ engine: fakeEngine([[edge], 'wait for stop']) })
const endOrphans = (workspace: ReturnType<typeof aWorkspace>) => {
  workspace.clock.advance(10_000)
  return new EndOrphanedRuns({ ...workspace, logger: silentLogger }).execute()
}

describe('EndOrphanedRuns', () => {
  it('ends a run that nobody goes on with', async () => {
    const workspace = aDeadProcess()
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    const { id } = only((await run(workspace, app).next()).value ?? [], 'GenerationBegun').run!
    expect(await endOrphans(workspace)).toBe(1)
    const record = await new GetWorkflowRun(workspace.runEvents).execute(aContext(), {
      app,
      runId: id,
    })
    expect(record).toMatchObject({
      status: 'failed',
      error: 'interrupted by a restart',
      finishedAt: workspace.clock.now(),
    })
    const recorded = await workspace.runEvents.read(TENANT, id)
    expect(recorded.filter(({ event }) => isRunEnded(event))).toHaveLength(1)
  })

  it('fails the message that waits for the run, and no other', async () => {
    const workspace = aDeadProcess()
    const app = await importedApp(workspace, CHATFLOW_DOCUMENT)
    const begun = (await say(workspace, app).next()).value ?? []
    const { id } = only(begun, 'GenerationBegun').message!
    await endOrphans(workspace)
    const message = await workspace.read(({ messages }) => messages.find(id))
    expect(message?.properties).toMatchObject({
      status: 'error',
      error: 'interrupted by a restart',
    })
  })

  it('leaves alone what has ended', async () => {
    const workspace = aWorkspace()
    const app = await importedApp(workspace, CHATFLOW_DOCUMENT)
    await collect(say(workspace, app))
    expect(await endOrphans(workspace)).toBe(0)
  })

  it('leaves alone what began later', async () => {
    const workspace = aDeadProcess()
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    await run(workspace, app).next()
    const endOrphanedRuns = new EndOrphanedRuns({ ...workspace, logger: silentLogger })
    expect(await endOrphanedRuns.execute({ startedBefore: workspace.clock.now() })).toBe(0)
  })

  it('gives way to another writer', async () => {
    const workspace = aDeadProcess()
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    await run(workspace, app).next()
    vi.spyOn(workspace.runEvents, 'read').mockResolvedValue([])
    expect(await endOrphans(workspace)).toBe(0)
  })
})
