import type { App } from '@weft/domain/app'
import type { ConversationId } from '@weft/domain/conversation'
import { InvalidInput } from '@weft/domain/workflow'
import { describe, expect, it, vi } from 'vitest'
import { CHATFLOW_DOCUMENT } from '../support/documents.js'
import {
  answered,
  edge,
  failed,
  fakeEngine,
  succeeded,
  type FakeStep,
} from '../support/fake-engine.js'
import { say } from '../support/say.js'
import {
  aContext,
  anEndUserOf,
  aWorkspace,
  collect,
  importedApp,
  only,
  TENANT,
  type Workspace,
} from '../support/workspace.js'
import type { GenerationEvent } from '@weft/application/kernel'

async function aChatflow(steps?: readonly FakeStep[]) {
  const workspace = aWorkspace(steps ? { engine: fakeEngine(steps) } : {})
  const app = await importedApp(workspace, CHATFLOW_DOCUMENT)
  return { workspace, app }
}

const typesOf = (events: readonly GenerationEvent[]) => events.map(({ type }) => type)

const messageOf = async (workspace: Workspace, events: readonly GenerationEvent[]) => {
  const { id } = only(events, 'GenerationBegun').message!
  return (await workspace.read(({ messages }) => messages.find(id)))!.properties
}

const conversationOf = async (workspace: Workspace, app: App, id: ConversationId) => {
  const endUser = await anEndUserOf(workspace, app)
  const owner = { appId: app.id, endUserId: endUser.id }
  return (await workspace.read(({ conversations }) => conversations.find(id, owner)))!.properties
}

describe('GenerateResponse for an advanced-chat app', () => {
  it('answers with what the run streams, and tells the message’s end before the run’s', async () => {
    const { workspace, app } = await aChatflow()
    const events = await collect(say(workspace, app, { query: 'One' }))
    expect(typesOf(events).slice(0, 2)).toEqual(['GenerationBegun', 'RunStarted'])
    expect(typesOf(events).slice(-2)).toEqual(['MessageEnded', 'RunSucceeded'])
    expect(only(events, 'MessageEnded').answer).toBe('1: One, before: nothing')
    expect(await messageOf(workspace, events)).toMatchObject({
      status: 'normal',
      answer: '1: One, before: nothing',
      runId: only(events, 'RunStarted').runId,
    })
  })

  it('fills in the opening statement and names the round’s run', async () => {
    const { workspace, app } = await aChatflow()
    const begun = only(await collect(say(workspace, app)), 'GenerationBegun')
    const conversation = await conversationOf(workspace, app, begun.message!.conversationId)
    expect(conversation).toMatchObject({ introduction: 'Hello Ada!', configurationId: undefined })
    const run = await workspace.runEvents.find(TENANT, app.id, begun.run!.id)
    expect(run).toMatchObject({ mode: 'advanced-chat', status: 'succeeded' })
    expect(run?.inputs).toMatchObject({ 'sys.query': 'Hi', 'sys.dialogue_count': 1, name: 'Ada' })
  })

  it('counts rounds and carries conversation variables from one to the next', async () => {
    const { workspace, app } = await aChatflow()
    const first = await collect(say(workspace, app, { query: 'One' }))
    const { conversationId } = only(first, 'GenerationBegun').message!
    const second = await collect(say(workspace, app, { query: 'Two', conversationId }))
    expect(only(second, 'MessageEnded').answer).toBe('2: Two, before: One')
    const stored = await workspace.read((all) => all.conversationVariables.list(conversationId))
    expect(stored).toMatchObject([{ name: 'last', value: 'Two', type: 'string' }])
    const other = await collect(say(workspace, app, { query: 'Else' }))
    expect(only(other, 'MessageEnded').answer).toBe('1: Else, before: nothing')
  })

  it('keeps a variable although the run fails later', async () => {
    const update = {
      type: 'VariableUpdated',
      frameId: '',
      selector: ['conversation', 'last'],
      segment: { type: 'string', value: 'kept' },
    } as const
    const { workspace, app } = await aChatflow([[update], [failed]])
    const begun = only(await collect(say(workspace, app)), 'GenerationBegun')
    const { conversationId } = begun.message!
    const stored = await workspace.read((all) => all.conversationVariables.list(conversationId))
    expect(stored).toMatchObject([{ name: 'last', value: 'kept' }])
  })

  it('keeps a variable before it tells of the change', async () => {
    const update = {
      type: 'VariableUpdated',
      frameId: '',
      selector: ['conversation', 'last'],
      segment: { type: 'string', value: 'kept' },
    } as const
    const { workspace, app } = await aChatflow([[update], 'wait for stop'])
    const stream = say(workspace, app)
    const begun = only((await stream.next()).value ?? [], 'GenerationBegun')
    await stream.next()
    const { conversationId } = begun.message!
    const stored = await workspace.read((all) => all.conversationVariables.list(conversationId))
    expect(stored).toMatchObject([{ value: 'kept' }])
    const args = { app, endUser: await anEndUserOf(workspace, app), taskId: begun.taskId }
    await workspace.stopGeneration.execute(aContext(), args)
    await stream.return()
  })

  it('tells a failure after the run’s end, and keeps what was said', async () => {
    const { workspace, app } = await aChatflow([[answered('Hel')], [failed]])
    const events = await collect(say(workspace, app))
    expect(typesOf(events).slice(-2)).toEqual(['RunFailed', 'GenerationFailed'])
    expect(only(events, 'GenerationFailed').error).toMatchObject({
      code: 'run.failed',
      message: 'Run failed: boom',
    })
    expect(await messageOf(workspace, events)).toMatchObject({
      status: 'error',
      error: 'boom',
      answer: 'Hel',
    })
  })

  it('tells the message’s end after the run’s when it was stopped', async () => {
    const { workspace, app } = await aChatflow([[answered('Hel')], 'wait for stop'])
    const stream = say(workspace, app)
    const told = [...((await stream.next()).value ?? []), ...((await stream.next()).value ?? [])]
    const { taskId } = only(told, 'GenerationBegun')
    const args = { app, endUser: await anEndUserOf(workspace, app), taskId }
    await workspace.stopGeneration.execute(aContext(), args)
    told.push(...(await collect(stream)))
    expect(typesOf(told).slice(-2)).toEqual(['RunStopped', 'MessageEnded'])
    expect(await messageOf(workspace, told)).toMatchObject({ status: 'normal', answer: 'Hel' })
  })

  it('finishes and stores the answer although the client stopped reading', async () => {
    const { workspace, app } = await aChatflow([[answered('Hel')], [answered('lo')], [succeeded]])
    const stream = say(workspace, app)
    const begun = (await stream.next()).value ?? []
    await stream.return()
    await vi.waitFor(async () => {
      expect(await messageOf(workspace, begun)).toMatchObject({ status: 'normal', answer: 'Hello' })
    })
    expect(workspace.registry.size).toBe(0)
  })

  it('shows sources only where the app shows them', async () => {
    const found = {
      type: 'RetrieverResourcesFound',
      execution: {
        id: 'e',
        nodeId: 'n',
        nodeType: 'knowledge-retrieval',
        title: '',
        index: 1,
        predecessorNodeId: undefined,
        frameId: '',
        container: undefined,
        startedAt: new Date(0),
      },
      resources: [{ content: 'fact' }],
      context: 'fact',
    } as const
    const shown = await aChatflow([[found], [succeeded]])
    const events = await collect(say(shown.workspace, shown.app))
    expect(only(events, 'MessageEnded').retrieverResources).toEqual([{ content: 'fact' }])
    const hidden = aWorkspace({ engine: fakeEngine([[found], [succeeded]]) })
    const text = CHATFLOW_DOCUMENT.replace('retriever_resource: { enabled: true }', 'x: 1')
    const app = await importedApp(hidden, text)
    const { retrieverResources } = only(await collect(say(hidden, app)), 'MessageEnded')
    expect(retrieverResources).toEqual([])
  })

  it('stores the message before the run’s end, so that an ended run has its answer', async () => {
    const { workspace, app } = await aChatflow([[edge], [succeeded]])
    const append = workspace.runEvents.append.bind(workspace.runEvents)
    const statuses: (string | undefined)[] = []
    vi.spyOn(workspace.runEvents, 'append').mockImplementation(async (record, events, version) => {
      const message = await workspace.read(({ messages }) => messages.findByRun(record.id))
      statuses.push(message?.properties.status)
      await append(record, events, version)
    })
    await collect(say(workspace, app))
    expect(statuses).toEqual(['pending', 'normal'])
  })

  it('stores nothing when an input does not fit the form', async () => {
    const { workspace, app } = await aChatflow()
    await expect(collect(say(workspace, app, { inputs: { name: 1 } }))).rejects.toThrow(
      InvalidInput,
    )
    const types = workspace.store.outbox.map(({ event }) => event.type)
    expect(types).not.toContain('ConversationBegun')
    expect(workspace.registry.size).toBe(0)
  })
})
