import { AppModeMismatch, AppModeNotAvailable, AppUnavailable, type App } from '@weft/domain/app'
import {
  Conversation,
  ConversationCompleted,
  ConversationId,
  ConversationNotFound,
} from '@weft/domain/conversation'
import { ValidationError } from '@weft/domain/kernel'
import { ModelCallFailed, ModelNotConfigured, textOf } from '@weft/domain/model'
import { InvalidInput } from '@weft/domain/workflow'
import { describe, expect, it, vi } from 'vitest'
import {
  AGENT_DOCUMENT,
  CHAT_DOCUMENT,
  COMPLETION_DOCUMENT,
  WORKFLOW_DOCUMENT,
} from '../support/documents.js'
import { SCRIPTED_USAGE, ScriptedModel, type ScriptStep } from '../support/scripted-model.js'
import { say } from '../support/say.js'
import {
  aContext,
  anEndUserOf,
  aWorkspace,
  collect,
  importedApp,
  only,
  type Workspace,
} from '../support/workspace.js'

async function aChat(script: readonly ScriptStep[] = ['Hel', 'lo'], text = CHAT_DOCUMENT) {
  const model = new ScriptedModel(script)
  const workspace = aWorkspace({ model })
  const app = await importedApp(workspace, text)
  return { model, workspace, app }
}

const messagesOf = async ({ read }: Workspace, conversationId: string) => {
  const id = ConversationId.parse(conversationId)
  return (await read(({ messages }) => messages.listHistory(id, 100))).map((m) => m.properties)
}

describe('GenerateResponse for a chat app', () => {
  it('tells that it begins, the text as it comes, and the end', async () => {
    const { workspace, app } = await aChat()
    const events = await collect(say(workspace, app))
    expect(events.map(({ type }) => type)).toEqual([
      'GenerationBegun',
      'MessageTextStreamed',
      'MessageTextStreamed',
      'MessageEnded',
    ])
    expect(only(events, 'GenerationBegun')).toMatchObject({ mode: 'chat', run: undefined })
    expect(only(events, 'MessageEnded')).toMatchObject({
      answer: 'Hello',
      usage: SCRIPTED_USAGE,
      retrieverResources: [],
    })
  })

  it('asks the model with the author’s prompt and parameters', async () => {
    const { workspace, app, model } = await aChat()
    await collect(say(workspace, app))
    expect(model.requests[0]).toMatchObject({
      messages: [
        { role: 'system', content: 'You help Ada.\n' },
        { role: 'user', content: 'Hi' },
      ],
      parameters: { temperature: 0.5, max_tokens: 100 },
      stop: [],
      user: 'u-1',
    })
  })

  it('stores the round before the first event and the answer before the last', async () => {
    const { workspace, app } = await aChat()
    const stream = say(workspace, app)
    const first = await stream.next()
    const { message } = only(first.value ?? [], 'GenerationBegun')
    const stored = () => workspace.read(({ messages }) => messages.find(message!.id))
    expect((await stored())?.properties).toMatchObject({ status: 'pending', query: 'Hi' })
    for await (const [event] of stream)
      if (event?.type === 'MessageEnded')
        expect((await stored())?.properties).toMatchObject({
          status: 'normal',
          answer: 'Hello',
          inputs: { name: 'Ada' },
        })
    const conversation = await conversationOf(workspace, app, message!.conversationId)
    expect(conversation?.properties).toMatchObject({
      name: 'New conversation',
      introduction: 'Hello Ada!',
      inputs: { name: 'Ada' },
      invokeFrom: 'service-api',
    })
  })

  it('names a new conversation after its first query when asked to', async () => {
    const { workspace, app } = await aChat()
    const events = await collect(
      say(workspace, app, { query: 'What is weft?', autoGenerateName: true }),
    )
    const { conversationId } = only(events, 'GenerationBegun').message!
    await workspace.titles.settled()
    const conversation = await conversationOf(workspace, app, conversationId)
    expect(conversation?.properties.name).toBe('What is weft?')
  })

  it('remembers earlier rounds of the conversation', async () => {
    const { workspace, app, model } = await aChat()
    const first = await collect(say(workspace, app, { query: 'One' }))
    const { conversationId } = only(first, 'GenerationBegun').message!
    workspace.clock.advance(1000)
    await collect(say(workspace, app, { query: 'Two', conversationId, inputs: { name: 'Bob' } }))
    expect(model.requests[1]?.messages.map(textOf)).toEqual([
      'You help Bob.\n',
      'One',
      'Hello',
      'Two',
    ])
    const conversation = await conversationOf(workspace, app, conversationId)
    expect(conversation?.properties.inputs).toEqual({ name: 'Ada' })
    expect(await messagesOf(workspace, conversationId)).toHaveLength(2)
  })

  it('takes two messages at the same time', async () => {
    const { workspace, app } = await aChat()
    const first = await collect(say(workspace, app))
    const { conversationId } = only(first, 'GenerationBegun').message!
    await Promise.all([
      collect(say(workspace, app, { conversationId })),
      collect(say(workspace, app, { conversationId })),
    ])
    expect(await messagesOf(workspace, conversationId)).toHaveLength(3)
  })

  it('writes reasoning between tags', async () => {
    const { workspace, app } = await aChat([{ reasoning: 'Hm' }, { reasoning: '…' }, 'Yes'])
    const events = await collect(say(workspace, app))
    expect(only(events, 'MessageEnded').answer).toBe('<think>\nHm…\n</think>\nYes')
  })

  it('shows the model pictures where the app takes files, and not elsewhere', async () => {
    const files = [{ type: 'image', transfer_method: 'remote_url', url: 'https://e.org/a.png' }]
    const lastMessage = async (text: string) => {
      const { workspace, app, model } = await aChat(['x'], text)
      await collect(say(workspace, app, { files }))
      return model.requests[0]?.messages.at(-1)
    }
    expect(await lastMessage(CHAT_DOCUMENT)).toEqual({ role: 'user', content: 'Hi' })
    const withFiles = `${CHAT_DOCUMENT}  file_upload: { enabled: true }\n`
    expect(await lastMessage(withFiles)).toMatchObject({
      role: 'user',
      content: [
        { type: 'image', source: { type: 'url', url: 'https://e.org/a.png' } },
        { type: 'text', text: 'Hi' },
      ],
    })
  })

  it('removes NUL characters from the query', async () => {
    const { workspace, app, model } = await aChat()
    await collect(say(workspace, app, { query: 'H\0i' }))
    expect(model.requests[0]?.messages.at(-1)).toEqual({ role: 'user', content: 'Hi' })
  })

  it('tells what failed at the end, and keeps what was said by then', async () => {
    const failure = new ModelCallFailed({ provider: 'p', name: 'm' }, 'rate-limit', 'Too fast.')
    const { workspace, app } = await aChat(['Hel', { fail: failure }])
    const events = await collect(say(workspace, app))
    expect(events.at(-1)).toEqual({ type: 'GenerationFailed', error: failure })
    expect(events.some(({ type }) => type === 'MessageEnded')).toBe(false)
    const { id } = only(events, 'GenerationBegun').message!
    const message = await workspace.read(({ messages }) => messages.find(id))
    expect(message?.properties).toMatchObject({
      status: 'error',
      error: 'Too fast.',
      answer: 'Hel',
    })
  })

  it('does not show what nobody foresaw', async () => {
    const { workspace, app } = await aChat([{ fail: new Error('password is 123') }])
    const { error } = only(await collect(say(workspace, app)), 'GenerationFailed')
    expect(error.message).toBe('Internal Server Error, please contact support.')
  })

  describe('that is stopped', () => {
    const waiting: readonly ScriptStep[] = ['Hel', { wait: true }]

    it('ends with what was said by then, and counts what that took', async () => {
      const { workspace, app, model } = await aChat(waiting)
      const stream = say(workspace, app)
      const { taskId, message } = only((await stream.next()).value ?? [], 'GenerationBegun')
      await stream.next()
      const end = stream.next()
      const endUser = await anEndUserOf(workspace, app)
      await workspace.stopGeneration.execute(aContext(), { app, endUser, taskId })
      expect(only((await end).value ?? [], 'MessageEnded')).toMatchObject({ answer: 'Hel' })
      expect(only((await end).value ?? [], 'MessageEnded').usage.completionTokens).toBe(3)
      expect(model.aborts).toBe(1)
      expect((await stream.next()).done).toBe(true)
      const stored = await workspace.read(({ messages }) => messages.find(message!.id))
      expect(stored?.properties).toMatchObject({ status: 'normal', answer: 'Hel' })
      expect(workspace.registry.size).toBe(0)
    })

    it('goes on when somebody else asks for the stop', async () => {
      const { workspace, app, model } = await aChat(waiting)
      const stream = say(workspace, app)
      const { taskId } = only((await stream.next()).value ?? [], 'GenerationBegun')
      await stream.next()
      void stream.next()
      const endUser = await anEndUserOf(workspace, app, 'u-2')
      await workspace.stopGeneration.execute(aContext(), { app, endUser, taskId })
      await workspace.stopGeneration.execute(aContext(), { app, endUser, taskId: 'unknown' })
      expect(model.aborts).toBe(0)
      expect(workspace.registry.size).toBe(1)
    })

    it('stops when its context is aborted', async () => {
      const { workspace, app, model } = await aChat(waiting)
      const client = new AbortController()
      const stream = say(workspace, app, { signal: client.signal })
      await stream.next()
      await stream.next()
      const end = stream.next()
      client.abort()
      expect((await end).value?.[0]?.type).toBe('MessageEnded')
      expect(model.aborts).toBe(1)
    })

    it('stores what was said when nobody reads on', async () => {
      const { workspace, app } = await aChat(['Hel', 'lo'])
      const stream = say(workspace, app)
      const { message } = only((await stream.next()).value ?? [], 'GenerationBegun')
      await stream.next()
      await stream.return()
      const stored = await workspace.read(({ messages }) => messages.find(message!.id))
      expect(stored?.properties).toMatchObject({ status: 'normal', answer: 'Hel' })
      expect(workspace.registry.size).toBe(0)
    })
  })

  describe('refuses before the first event', () => {
    const nothingStored = async ({ store }: Workspace) => {
      expect(store.outbox.some(({ event }) => event.type === 'ConversationBegun')).toBe(false)
    }

    it('inputs that do not fit the form', async () => {
      const { workspace, app } = await aChat()
      await expect(collect(say(workspace, app, { inputs: {} }))).rejects.toThrow(InvalidInput)
      await nothingStored(workspace)
      expect(workspace.registry.size).toBe(0)
    })

    it('a conversation that is unknown, or another user’s', async () => {
      const { workspace, app } = await aChat()
      const conversationId = '33333333-3333-7333-8333-333333333333'
      await expect(collect(say(workspace, app, { conversationId }))).rejects.toThrow(
        ConversationNotFound,
      )
      const begun = only(await collect(say(workspace, app)), 'GenerationBegun')
      await expect(
        collect(
          say(workspace, app, { user: 'u-2', conversationId: begun.message!.conversationId }),
        ),
      ).rejects.toThrow(ConversationNotFound)
    })

    it('a conversation id that is none', async () => {
      const { workspace, app } = await aChat()
      await expect(collect(say(workspace, app, { conversationId: 'x' }))).rejects.toThrow(
        new ValidationError('conversation_id must be a valid UUID'),
      )
    })

    it('a conversation that has ended', async () => {
      const { workspace, app } = await aChat()
      const begun = only(await collect(say(workspace, app)), 'GenerationBegun')
      const { conversationId } = begun.message!
      const conversation = await conversationOf(workspace, app, conversationId)
      await workspace.read(({ conversations }) =>
        conversations.save(
          Conversation.restore({ ...conversation!.properties, status: 'completed' }),
        ),
      )
      await expect(collect(say(workspace, app, { conversationId }))).rejects.toThrow(
        ConversationCompleted,
      )
    })

    it('an app of another kind, or of a mode that cannot answer', async () => {
      const { workspace, app } = await aChat(['x'], WORKFLOW_DOCUMENT)
      await expect(collect(say(workspace, app))).rejects.toThrow(AppModeMismatch)
      const agent = await importedApp(workspace, AGENT_DOCUMENT)
      await expect(collect(say(workspace, agent))).rejects.toThrow(AppModeNotAvailable)
    })

    it('an app without a model', async () => {
      const text = CHAT_DOCUMENT.replace(/ {2}model:[\s\S]*/, '')
      const { workspace, app } = await aChat(['x'], text)
      await expect(collect(say(workspace, app))).rejects.toThrow(AppUnavailable)
    })

    it('a model nobody configured', async () => {
      const { workspace, app } = await aChat()
      vi.spyOn(workspace.models, 'languageModel').mockRejectedValue(
        new ModelNotConfigured({ provider: 'p', name: 'm' }, 'Do.'),
      )
      await expect(collect(say(workspace, app))).rejects.toThrow(ModelNotConfigured)
      await nothingStored(workspace)
    })

    it('a prompt its author did not write', async () => {
      const text = CHAT_DOCUMENT.replace('prompt_type: simple', 'prompt_type: advanced')
      const { workspace, app } = await aChat(['x'], text)
      await expect(collect(say(workspace, app))).rejects.toThrow(ValidationError)
      await nothingStored(workspace)
      expect(workspace.registry.size).toBe(0)
    })
  })
})

describe('GenerateResponse for a completion app', () => {
  it('completes the text of the app without a history', async () => {
    const { workspace, app, model } = await aChat(['Done'], COMPLETION_DOCUMENT)
    const events = await collect(say(workspace, app, { kind: 'completion', query: '' }))
    expect(only(events, 'MessageEnded').answer).toBe('Done')
    expect(model.requests[0]?.messages).toEqual([{ role: 'user', content: 'You help Ada.\n' }])
  })

  it('is no chat app', async () => {
    const { workspace, app } = await aChat(['Done'], COMPLETION_DOCUMENT)
    await expect(collect(say(workspace, app))).rejects.toThrow(AppModeMismatch)
  })
})

async function conversationOf(workspace: Workspace, app: App, id: string) {
  const endUser = await anEndUserOf(workspace, app)
  return workspace.read(({ conversations }) =>
    conversations.find(ConversationId.parse(id), { appId: app.id, endUserId: endUser.id }),
  )
}
