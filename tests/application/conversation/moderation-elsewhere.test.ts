import {
  KeywordModeration,
  ModelModeration,
  ModerationMethods,
  openConversation,
} from '@weft/application/conversation'
import { standardNodeKinds } from '@weft/application/workflow'
import { ModelNotConfigured, type ModelRef, type ModerationModel } from '@weft/domain/model'
import { awaitedForms, NodeKindTable, type CodeRunner } from '@weft/domain/workflow'
import { describe, expect, it, vi } from 'vitest'
import { APPROVAL_CHATFLOW } from '../support/approval-documents.js'
import { say } from '../support/say.js'
import { registryOf, ScriptedModel } from '../support/scripted-model.js'
import {
  aContext,
  anEndUserOf,
  aWorkspace,
  collect,
  importedApp,
  only,
} from '../support/workspace.js'
import { moderatedChat, moderatedChatflow, PRESET_IN, PRESET_OUT } from './moderated-documents.js'

const keywords = new ModerationMethods([new KeywordModeration()])

/** Flags what holds the word, and remembers what it was asked. */
class ScriptedModerationModel implements ModerationModel {
  readonly texts: string[] = []

  constructor(
    readonly ref: ModelRef,
    private readonly word: string,
  ) {}

  async moderate(text: string) {
    this.texts.push(text)
    const isFlagged = text.includes(this.word)
    return { isFlagged, categories: isFlagged ? ['rude'] : [] }
  }
}

describe("moderation by the workspace's model", () => {
  async function aChat(sides: { inputs?: boolean; outputs?: boolean }, chosen?: ModelRef) {
    const asked: ModelRef[] = []
    const moderator = new ScriptedModerationModel({ provider: 'openai', name: 'm' }, 'rude')
    const method = new ModelModeration({
      models: {
        async moderationModel(_tenantId, ref) {
          asked.push(ref)
          return moderator
        },
      },
      chosenModel: async () => chosen,
    })
    const model = new ScriptedModel(['a rude', ' word'])
    const workspace = aWorkspace({ model, moderation: new ModerationMethods([method]) })
    const document = moderatedChat({ type: 'openai_moderation', ...sides })
    return { asked, moderator, model, workspace, app: await importedApp(workspace, document) }
  }

  it('shows it the inputs and the query together', async () => {
    const { moderator, workspace, app } = await aChat({ inputs: true })
    await collect(say(workspace, app, { query: 'Hi' }))
    expect(moderator.texts).toEqual(['Ada\nHi'])
  })

  it('says the preset for what the model flags', async () => {
    const { model, workspace, app } = await aChat({ inputs: true })
    const events = await collect(say(workspace, app, { query: 'something rude' }))
    expect(only(events, 'MessageEnded').answer).toBe(PRESET_IN)
    expect(model.requests).toEqual([])
  })

  it('puts the preset in place of an answer the model flags', async () => {
    const { moderator, workspace, app } = await aChat({ outputs: true })
    const events = await collect(say(workspace, app))
    expect(only(events, 'MessageEnded').answer).toBe(PRESET_OUT)
    expect(moderator.texts).toEqual(['a rude word'])
  })

  it('asks the model the workspace chose, else the one that is usual', async () => {
    const usual = await aChat({ inputs: true })
    await collect(say(usual.workspace, usual.app))
    expect(usual.asked).toEqual([{ provider: 'openai', name: 'omni-moderation-latest' }])
    const chosen = { provider: 'mistral', name: 'mistral-moderation-latest' }
    const own = await aChat({ inputs: true }, chosen)
    await collect(say(own.workspace, own.app))
    expect(own.asked).toEqual([chosen])
  })

  it('breaks off where there is no model to moderate with', async () => {
    const method = new ModelModeration({
      models: {
        async moderationModel(_tenantId, ref) {
          throw new ModelNotConfigured(ref, 'Configure one.')
        },
      },
    })
    const workspace = aWorkspace({ moderation: new ModerationMethods([method]) })
    const document = moderatedChat({ type: 'openai_moderation', inputs: true })
    const events = await collect(say(workspace, await importedApp(workspace, document)))
    expect(only(events, 'GenerationFailed').error).toMatchObject({ code: 'model.not_configured' })
  })
})

describe('moderation of an answer that waits for people', () => {
  it('goes on when the run does', async () => {
    const workspace = aWorkspace({ moderation: keywords })
    const app = await importedApp(workspace, withOutputModeration(APPROVAL_CHATFLOW))
    const endUser = await anEndUserOf(workspace, app)
    const events = await collect(say(workspace, app, { query: 'hi', inputs: {} }))
    const begun = only(events, 'GenerationBegun')
    const [form] = awaitedForms([only(events, 'RunPaused')])
    await workspace.submitForm.execute(aContext(), {
      app,
      endUser,
      token: form!.token!,
      action: 'approve',
      inputs: { note: 'a bad word' },
    })
    await vi.waitFor(() => {
      expect(workspace.registry.size).toBe(0)
    })
    const message = await workspace.read(({ messages }) => messages.find(begun.message!.id))
    expect(message?.properties).toMatchObject({ status: 'normal', answer: PRESET_OUT })
    const recorded = await workspace.runEvents.read(app.tenantId, begun.run!.id)
    expect(recorded.map(({ event }) => event.type).slice(-2)).toEqual([
      'AnswerReplaced',
      'RunSucceeded',
    ])
  })
})

function withOutputModeration(document: string): string {
  const dsl = JSON.parse(document) as { workflow: { features: object } }
  dsl.workflow.features = {
    sensitive_word_avoidance: {
      enabled: true,
      type: 'keywords',
      config: {
        keywords: 'bad',
        inputs_config: { enabled: false },
        outputs_config: { enabled: true, preset_response: PRESET_OUT },
      },
    },
  }
  return JSON.stringify(dsl)
}

describe('moderation of documents without a server', () => {
  function portsFor(model?: ScriptedModel) {
    const models = registryOf(model)
    const code: CodeRunner = {
      run: async () => ({ type: 'refused', reason: 'busy', message: 'None.' }),
    }
    const templates = { render: (text: string) => ({ type: 'rendered', text }) as const }
    return { models, kinds: NodeKindTable.of(standardNodeKinds({ models, code, templates })) }
  }
  const turn = { inputs: { name: 'Ada' } }

  it('says the preset of a chat document, and remembers it', async () => {
    const model = new ScriptedModel(['Hello'])
    const conversation = openConversation(moderatedChat({ inputs: true }), portsFor(model))
    const first = await collect(conversation.say({ ...turn, query: 'bad' }))
    expect(only(first, 'MessageEnded').answer).toBe(PRESET_IN)
    await collect(conversation.say({ ...turn, query: 'good' }))
    expect(model.requests).toHaveLength(1)
    expect(JSON.stringify(model.requests[0]?.messages)).toContain(PRESET_IN)
  })

  it('puts the preset in place of the answer of a chat document', async () => {
    const model = new ScriptedModel(['bad'])
    const conversation = openConversation(moderatedChat({ outputs: true }), portsFor(model))
    const events = await collect(conversation.say({ ...turn, query: 'Hi' }))
    expect(only(events, 'MessageReplaced').answer).toBe(PRESET_OUT)
  })

  it('says the preset of an advanced-chat document without a run', async () => {
    const conversation = openConversation(moderatedChatflow({ inputs: true }), portsFor())
    const events = await collect(conversation.say({ ...turn, query: 'bad' }))
    expect(events.map(({ type }) => type)).toEqual([
      'GenerationBegun',
      'MessageTextStreamed',
      'MessageEnded',
    ])
    const next = await collect(conversation.say({ ...turn, query: 'good' }))
    expect(only(next, 'MessageEnded').answer).toBe('2: good, before: nothing')
  })

  it('puts the preset in place of the answer of an advanced-chat document', async () => {
    const conversation = openConversation(moderatedChatflow({ outputs: true }), portsFor())
    const events = await collect(conversation.say({ ...turn, query: 'bad' }))
    expect(only(events, 'AnswerReplaced').text).toBe(PRESET_OUT)
    expect(only(events, 'MessageEnded').answer).toBe(PRESET_OUT)
  })

  it('refuses documents moderated by what only a workspace has', async () => {
    const document = moderatedChat({ type: 'api', inputs: true })
    const conversation = openConversation(document, portsFor(new ScriptedModel(['Hello'])))
    await expect(collect(conversation.say({ ...turn, query: 'Hi' }))).rejects.toMatchObject({
      code: 'moderation.not_available',
    })
  })
})
