import {
  FormAlreadySubmitted,
  FormExpired,
  FormNotFound,
  InvalidFormData,
  type Form,
} from '@weft/domain/workflow'
import type { GenerationEvent } from '@weft/application/kernel'
import {
  EndOrphanedRuns,
  WorkflowEngine,
  WorkflowRunNotFound,
  type FollowedRun,
} from '@weft/application/workflow'
import { describe, expect, it, vi } from 'vitest'
import {
  aDocument,
  anApproval,
  anOutput,
  APPROVAL_CHATFLOW,
  APPROVAL_WORKFLOW,
  start,
  TWO_APPROVALS,
} from '../support/approval-documents.js'
import {
  aContext,
  anEndUserOf,
  aWorkspace,
  collect,
  importedApp,
  only,
  type Workspace,
} from '../support/workspace.js'

const TWO_DAYS_MS = 2 * 24 * 3_600_000

/** A run of the app that has come to its first pause. */
async function aPausedRun(document = APPROVAL_WORKFLOW, workspace = aWorkspace()) {
  const app = await importedApp(workspace, document)
  const endUser = await anEndUserOf(workspace, app)
  const caller = { app, endUser }
  const events = await collect(
    app.mode === 'workflow'
      ? workspace.runWorkflow.execute(aContext(), {
          ...caller,
          inputs: { topic: 'v2' },
          files: [],
        })
      : workspace.generateResponse.execute(aContext(), {
          ...caller,
          query: 'hi',
          inputs: {},
          files: [],
          autoGenerateName: false,
        }),
  )
  const begun = only(events, 'GenerationBegun')
  const runId = begun.run!.id
  const record = () => workspace.getWorkflowRun.execute(aContext(), { app, runId })
  const ended = () => settled(workspace, record)
  return { workspace, caller, events, begun, runId, record, ended }
}

/** Resolves when the run no longer goes on. */
async function settled<Run extends { status: string }>(
  workspace: Workspace,
  record: () => Promise<Run>,
): Promise<Run> {
  await vi.waitFor(() => {
    expect(workspace.registry.size).toBe(0)
  })
  return record()
}

function formsOf(events: readonly GenerationEvent[]): readonly Form[] {
  return events.flatMap((event) =>
    event.type === 'NodePaused' && event.reason.type === 'form' ? [event.reason.form] : [],
  )
}

const tokenOf = (events: readonly GenerationEvent[]) => formsOf(events)[0]!.token!

const approve = (token: string, note = 'ok') => ({ token, action: 'approve', inputs: { note } })

const typesOf = (events: readonly GenerationEvent[]) => events.map(({ type }) => type)

describe('a run that waits for people', () => {
  it('is recorded as paused, without outputs, and leaves its place (E 86)', async () => {
    const { events, record, workspace } = await aPausedRun()
    expect(events.at(-1)?.type).toBe('RunPaused')
    expect(await record()).toMatchObject({ status: 'paused', outputs: {}, finishedAt: undefined })
    expect(workspace.registry.size).toBe(0)
  })

  it('goes on to its end when the form is submitted (E 91)', async () => {
    const { workspace, caller, events, ended, runId, record } = await aPausedRun()
    await workspace.submitForm.execute(aContext(), { ...caller, ...approve(tokenOf(events)) })
    expect(await ended()).toMatchObject({
      status: 'succeeded',
      outputs: { note: 'ok', action: 'approve', title: 'Approve' },
      totalSteps: 3,
    })
    const stored = await workspace.runEvents.read((await record()).tenantId, runId)
    expect(stored.map(({ position }) => position)).toEqual(stored.map((_, i) => i + 1))
    expect(stored.map(({ event }) => event.type).filter((type) => /Run|Form/.test(type))).toEqual([
      'RunStarted',
      'RunPaused',
      'RunStarted',
      'FormFilled',
      'RunSucceeded',
    ])
  })

  it('takes the first submission only, of several at once', async () => {
    const { workspace, caller, events, ended } = await aPausedRun()
    const token = tokenOf(events)
    const results = await Promise.allSettled(
      ['1', '2', '3', '4'].map((note) =>
        workspace.submitForm.execute(aContext(), { ...caller, ...approve(token, note) }),
      ),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(FormAlreadySubmitted)
    expect((await ended()).status).toBe('succeeded')
  })

  it('stays open after a submission that does not fit (E 90)', async () => {
    const { workspace, caller, events, record } = await aPausedRun()
    const token = tokenOf(events)
    const submit = (changes: object) =>
      workspace.submitForm.execute(aContext(), { ...caller, ...approve(token), ...changes })
    await expect(submit({ action: 'x' })).rejects.toThrow(new InvalidFormData('Invalid action: x'))
    await expect(submit({ inputs: {} })).rejects.toThrow('Missing required inputs: note')
    expect((await record()).status).toBe('paused')
    const form = await workspace.getForm.execute(aContext(), { ...caller, token })
    expect(form.content).toBe('Release **v2**? {{#$output.note#}}')
  })

  it('shows its form under its token, to its own app, until it is submitted (E 88, E 89, E 92)', async () => {
    const { workspace, caller, events, ended } = await aPausedRun()
    const token = tokenOf(events)
    const get = (wanted: string) =>
      workspace.getForm.execute(aContext(), { app: caller.app, token: wanted })
    expect(await get(token)).toEqual(formsOf(events)[0])
    await expect(get('x')).rejects.toThrow(FormNotFound)
    await expect(
      workspace.submitForm.execute(aContext(), { ...caller, ...approve('x') }),
    ).rejects.toThrow(FormNotFound)
    await workspace.submitForm.execute(aContext(), { ...caller, ...approve(token) })
    await expect(get(token)).rejects.toThrow(FormAlreadySubmitted)
    await ended()
  })

  it('goes on along the way of the time-out when nobody answers in time (E 93)', async () => {
    const { workspace, caller, events, ended, record } = await aPausedRun()
    const token = tokenOf(events)
    workspace.clock.advance(TWO_DAYS_MS - 1)
    expect(await workspace.expireForms.execute()).toBe(0)
    workspace.clock.advance(1)
    await expect(
      workspace.submitForm.execute(aContext(), { ...caller, ...approve(token) }),
    ).rejects.toThrow(FormExpired)
    expect((await record()).status).toBe('paused')
    expect(await workspace.expireForms.execute()).toBe(1)
    expect(await ended()).toMatchObject({ status: 'succeeded', outputs: { late: '' } })
    await expect(workspace.getForm.execute(aContext(), { app: caller.app, token })).rejects.toThrow(
      FormExpired,
    )
    expect(await workspace.expireForms.execute()).toBe(0)
  })

  it('ends when nobody answers in time and there is no way for that', async () => {
    const { workspace, ended } = await aPausedRun(TWO_APPROVALS)
    workspace.clock.advance(TWO_DAYS_MS)
    await workspace.expireForms.execute()
    expect(await ended()).toMatchObject({ status: 'succeeded', outputs: {} })
  })

  it('asks again further on', async () => {
    const { workspace, caller, events, ended, runId } = await aPausedRun(TWO_APPROVALS)
    await workspace.submitForm.execute(aContext(), { ...caller, ...approve(tokenOf(events)) })
    const again = await ended()
    expect(again.status).toBe('paused')
    const stored = await workspace.runEvents.read(again.tenantId, runId)
    const second = formsOf(stored.map(({ event }) => event)).at(-1)!
    await workspace.submitForm.execute(aContext(), {
      ...caller,
      token: second.token!,
      action: 'reject',
      inputs: {},
    })
    expect(await ended()).toMatchObject({
      status: 'succeeded',
      outputs: { note: 'ok', action: 'reject' },
    })
  })

  it('waits for all of its forms, submitted at once or one after the other', async () => {
    const document = aDocument(
      'workflow',
      [
        start,
        anApproval('a'),
        anApproval('b'),
        anApproval('c'),
        anOutput('end', { a: ['a', 'note'], b: ['b', 'note'], c: ['c', 'note'] }),
      ],
      ['a', 'b', 'c'].flatMap((id) => [`start -> ${id}`, `${id}[approve] -> end`]),
    )
    const { workspace, caller, events, ended } = await aPausedRun(document)
    const forms = formsOf(events)
    expect(forms.map(({ nodeId }) => nodeId)).toEqual(['a', 'b', 'c'])
    await Promise.all(
      forms.map(({ token, nodeId }) =>
        workspace.submitForm.execute(aContext(), { ...caller, ...approve(token!, nodeId) }),
      ),
    )
    await vi.waitFor(async () => {
      expect((await ended()).status).toBe('succeeded')
    }, 5_000)
    expect((await ended()).outputs).toEqual({ a: 'a', b: 'b', c: 'c' })
  })

  it('is stopped by its task id, by whoever began it', async () => {
    const { workspace, caller, begun, record, events } = await aPausedRun()
    const { taskId } = begun
    const other = await anEndUserOf(workspace, caller.app, 'u-2')
    await workspace.stopGeneration.execute(aContext(), { ...caller, endUser: other, taskId })
    expect((await record()).status).toBe('paused')
    await workspace.stopGeneration.execute(aContext(), { ...caller, taskId })
    expect(await record()).toMatchObject({ status: 'stopped', error: 'Stopped by user.' })
    await expect(
      workspace.submitForm.execute(aContext(), { ...caller, ...approve(tokenOf(events)) }),
    ).rejects.toThrow(FormExpired)
  })

  it('is told later of a submission that nobody told it of', async () => {
    const { workspace, caller, events, ended, record } = await aPausedRun()
    const form = await workspace.read(({ humanInputForms }) =>
      humanInputForms.findByToken(caller.app.id, tokenOf(events)),
    )
    const submission = { actionId: 'approve', values: { note: 'x' }, submittedBy: undefined }
    await workspace.read(({ humanInputForms }) =>
      humanInputForms.save(form!.submit({ ...submission, at: workspace.clock.now() })),
    )
    expect(await workspace.expireForms.execute()).toBe(0)
    workspace.clock.advance(61_000)
    expect(await workspace.expireForms.execute()).toBe(1)
    expect(await ended()).toMatchObject({ status: 'succeeded', outputs: { note: 'x' } })
    expect((await record()).status).toBe('succeeded')
  })

  it('asks again when it is resumed without an answer', async () => {
    const { workspace, caller, runId, ended } = await aPausedRun()
    const resumed = await workspace.resumeRun.execute(aContext(), { app: caller.app, runId })
    expect(resumed).toBe('resumed')
    expect((await ended()).status).toBe('paused')
    await expect(
      workspace.resumeRun.execute(aContext(), { app: caller.app, runId: 'x' }),
    ).rejects.toThrow(WorkflowRunNotFound)
  })

  it('is not an orphan while it waits, nor when it was resumed a moment ago', async () => {
    const workspace = aWorkspace({
      engine: {
        async *run(graph, args, options) {
          const engine = new WorkflowEngine({ clock: workspace.clock, ids: workspace.ids })
          for await (const batch of engine.run(graph, args, options)) {
            yield batch
            if (options.history) await new Promise(() => {})
          }
        },
      },
    })
    const { caller, events, record } = await aPausedRun(APPROVAL_WORKFLOW, workspace)
    const orphans = new EndOrphanedRuns(workspace)
    const resumedAt = workspace.clock.now()
    workspace.clock.advance(3_600_000)
    expect(await orphans.execute()).toBe(0)
    await workspace.submitForm.execute(aContext(), { ...caller, ...approve(tokenOf(events)) })
    expect((await record()).status).toBe('running')
    expect(await orphans.execute({ startedBefore: new Date(resumedAt.getTime() + 1) })).toBe(0)
    workspace.clock.advance(1)
    expect(await orphans.execute()).toBe(1)
    expect(await record()).toMatchObject({ status: 'failed', error: 'interrupted by a restart' })
  })

  it('tells what became of forms as events of the domain', async () => {
    const { workspace, caller, events, ended } = await aPausedRun()
    await workspace.submitForm.execute(aContext(), { ...caller, ...approve(tokenOf(events)) })
    await ended()
    expect(workspace.store.outbox.map(({ event }) => event.type)).toContain(
      'HumanInputFormSubmitted',
    )
  })
})

describe('a message whose answer waits for people', () => {
  it('is paused, with the answer so far, and completed when the run goes on', async () => {
    const { workspace, caller, events, begun, ended } = await aPausedRun(APPROVAL_CHATFLOW)
    expect(typesOf(events)).not.toContain('MessageEnded')
    const message = () =>
      workspace.read(({ messages }) => messages.find(begun.message!.id)).then((m) => m!.properties)
    expect(await message()).toMatchObject({ status: 'paused', answer: 'You said hi. ' })
    await workspace.submitForm.execute(aContext(), { ...caller, ...approve(tokenOf(events)) })
    expect((await ended()).status).toBe('succeeded')
    expect(await message()).toMatchObject({
      status: 'normal',
      answer: 'You said hi. They said ok.',
    })
  })

  it('keeps the answer so far when it is stopped', async () => {
    const { workspace, caller, begun } = await aPausedRun(APPROVAL_CHATFLOW)
    await workspace.stopGeneration.execute(aContext(), { ...caller, taskId: begun.taskId })
    const stopped = await workspace.read(({ messages }) => messages.find(begun.message!.id))
    expect(stopped?.properties).toMatchObject({ status: 'normal', answer: 'You said hi. ' })
  })
})

describe('following a run', () => {
  const follow =
    ({ workspace, caller, runId }: Awaited<ReturnType<typeof aPausedRun>>) =>
    (options: { includesSnapshot?: boolean; continuesOnPause?: boolean } = {}) =>
      workspace.followRun.execute(aContext(), {
        ...caller,
        runId,
        includesSnapshot: false,
        continuesOnPause: false,
        ...options,
      })
  const told = async ({ batches }: FollowedRun) => typesOf(await collect(batches))

  it('tells the end of a run that is over, and no more (E 83)', async () => {
    const paused = await aPausedRun()
    const { workspace, caller, events, ended, runId } = paused
    await workspace.submitForm.execute(aContext(), { ...caller, ...approve(tokenOf(events)) })
    await ended()
    const followed = await follow(paused)({ includesSnapshot: true })
    expect(followed).toMatchObject({ begun: { taskId: runId, message: undefined } })
    expect(followed.snapshot).toBeUndefined()
    expect(await told(followed)).toEqual(['RunSucceeded'])
  })

  it('knows no run but the end user’s own (E 84)', async () => {
    const { workspace, caller, runId } = await aPausedRun()
    const endUser = await anEndUserOf(workspace, caller.app, 'u-2')
    const options = { includesSnapshot: false, continuesOnPause: false }
    const args = { ...caller, ...options, runId }
    for (const wrong of [
      { endUser, runId },
      { runId: 'x' },
      { runId: '01890000-0000-7000-8000-000000000009' },
    ])
      await expect(workspace.followRun.execute(aContext(), { ...args, ...wrong })).rejects.toThrow(
        WorkflowRunNotFound,
      )
  })

  it('shows where a paused run stands, and leaves it', async () => {
    const paused = await aPausedRun()
    const followed = await follow(paused)({ includesSnapshot: true })
    expect(followed.begun.taskId).toBe(paused.begun.taskId)
    expect(followed.snapshot).toMatchObject({
      started: { reason: 'initial' },
      nodes: [
        { execution: { nodeId: 'start' }, status: 'succeeded' },
        { execution: { nodeId: 'approval' }, status: 'paused' },
      ],
      pause: { nodes: [{ type: 'NodePaused' }], run: { type: 'RunPaused' } },
    })
    expect(await told(followed)).toEqual([])
  })

  it('tells what a resumed run does, from its resumption to its end (E 91)', async () => {
    const paused = await aPausedRun()
    const { workspace, caller, events } = paused
    const types = told(await follow(paused)())
    await new Promise((resolve) => setTimeout(resolve, 5))
    await workspace.submitForm.execute(aContext(), { ...caller, ...approve(tokenOf(events)) })
    const seen = await types
    expect(seen.slice(0, 2)).toEqual(['RunStarted', 'FormFilled'])
    expect(seen.at(-1)).toBe('RunSucceeded')
  })

  it('stays over pauses when it is asked to (E 94)', async () => {
    const paused = await aPausedRun(TWO_APPROVALS)
    const { workspace, caller, events } = paused
    const followed = await follow(paused)({ includesSnapshot: true, continuesOnPause: true })
    const seen: string[] = []
    await workspace.submitForm.execute(aContext(), { ...caller, ...approve(tokenOf(events)) })
    for await (const batch of followed.batches) {
      seen.push(...typesOf(batch))
      const [form] = formsOf(batch)
      if (form)
        await workspace.submitForm.execute(aContext(), {
          ...caller,
          token: form.token!,
          action: 'reject',
          inputs: {},
        })
    }
    expect(seen.filter((type) => type.startsWith('Run'))).toEqual([
      'RunStarted',
      'RunPaused',
      'RunStarted',
      'RunSucceeded',
    ])
  })

  it('leaves with a pause when it is not asked to stay', async () => {
    const paused = await aPausedRun(TWO_APPROVALS)
    const { workspace, caller, events } = paused
    const types = told(await follow(paused)())
    await new Promise((resolve) => setTimeout(resolve, 5))
    await workspace.submitForm.execute(aContext(), { ...caller, ...approve(tokenOf(events)) })
    expect((await types).at(-1)).toBe('RunPaused')
  })

  it('tells the end of a message before that of its run', async () => {
    const paused = await aPausedRun(APPROVAL_CHATFLOW)
    const { workspace, caller, events, begun } = paused
    const followed = await follow(paused)()
    expect(followed.begun.message).toEqual(begun.message)
    const collected = collect(followed.batches)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await workspace.submitForm.execute(aContext(), { ...caller, ...approve(tokenOf(events)) })
    const seen = await collected
    expect(typesOf(seen).slice(-2)).toEqual(['MessageEnded', 'RunSucceeded'])
    expect(only(seen, 'MessageEnded').answer).toBe('You said hi. They said ok.')
  })
})

describe('trying out one node', () => {
  it('runs it with the variables given and nothing else', async () => {
    const workspace = aWorkspace()
    const app = await importedApp(workspace, APPROVAL_WORKFLOW)
    const { record, events } = await workspace.runNode.execute(aContext(), {
      app,
      nodeId: 'rejected',
      variables: { 'approval.__action_id': 'reject' },
      user: 'Ada',
    })
    expect(record).toMatchObject({ status: 'succeeded', outputs: { action: 'reject' } })
    expect(events.filter(({ type }) => type === 'NodeStarted')).toHaveLength(1)
  })
})
