import type { App } from '@weft/domain/app'
import { ConversationId, Message, MessageId } from '@weft/domain/conversation'
import { silentLogger, type JsonArray } from '@weft/domain/kernel'
import { textOf, type LanguageModelProfile } from '@weft/domain/model'
import {
  GenerateResponse,
  ModelAppStrategy,
  openConversation,
} from '@weft/application/conversation'
import { createTemplateRenderer } from '@weft/sandbox'
import { describe, expect, it } from 'vitest'
import { CHAT_DOCUMENT } from '../support/documents.js'
import { say, type Turn } from '../support/say.js'
import { registryOf, ScriptedModel, type ScriptStep } from '../support/scripted-model.js'
import { aWorkspace, collect, importedApp, only } from '../support/workspace.js'

const PICTURE = 'https://example.org/pictures/a-long-name.png'
const FILES: JsonArray = [{ type: 'image', transfer_method: 'remote_url', url: PICTURE }]
const WITH_FILES = `${CHAT_DOCUMENT}  file_upload: { enabled: true, image: { detail: low } }\n`
const JINJA = CHAT_DOCUMENT.replace(
  'prompt_type: simple',
  `prompt_type: advanced
  chat_prompt_config:
    prompt: [{ role: system, text: 'Hi {{ name | upper }}', edition_type: jinja2 }]`,
)

async function aChat(
  text = CHAT_DOCUMENT,
  mode: LanguageModelProfile['mode'] = 'chat',
  script: readonly ScriptStep[] = ['Yes'],
) {
  const model = new ScriptedModel(script, { mode, contextSize: undefined, features: undefined })
  const workspace = aWorkspace({ model })
  const app = await importedApp(workspace, text)
  /** One turn, then a second for the next. */
  async function saying(turn: Turn, to: App = app) {
    const events = await collect(say(workspace, to, turn))
    workspace.clock.advance(1000)
    return only(events, 'GenerationBegun').message!
  }
  const stored = (id: MessageId) =>
    workspace.read(({ messages }) => messages.find(id)).then((message) => message!.properties)
  return { model, workspace, app, saying, stored }
}

describe('the history of a chat app', () => {
  it('is told to a completion model from the second round on', async () => {
    const { saying, model } = await aChat(CHAT_DOCUMENT, 'completion')
    const { conversationId } = await saying({ query: 'One' })
    await saying({ query: 'Two', conversationId })
    const [first, second] = model.requests.map(({ messages }) => textOf(messages[0]!))
    expect(first).not.toContain('<histories>')
    expect(second).toContain('<histories>\nHuman: One\nAssistant: Yes\n</histories>')
  })

  it('shows the files of earlier rounds again, before the text they came with', async () => {
    const { saying, model } = await aChat(WITH_FILES)
    const { conversationId } = await saying({ query: 'See', files: FILES })
    await saying({ query: 'And?', conversationId })
    expect(model.requests[1]?.messages[1]).toMatchObject({
      role: 'user',
      content: [
        { type: 'image', source: { type: 'url', url: PICTURE }, detail: 'low' },
        { type: 'text', text: 'See' },
      ],
    })
  })

  it('shows the files of earlier rounds in a conversation without a database, too', async () => {
    const model = new ScriptedModel(['Yes'])
    const { kinds } = aWorkspace()
    const conversation = openConversation(WITH_FILES, { kinds, models: registryOf(model) })
    const inputs = { name: 'Ada' }
    await collect(conversation.say({ query: 'See', inputs, files: FILES }))
    await collect(conversation.say({ query: 'And?', inputs }))
    const shown = model.requests.map(({ messages }) => JSON.stringify(messages).split(PICTURE))
    expect(shown.map((parts) => parts.length - 1)).toEqual([1, 1])
  })

  it('G 48: leaves out a message that is still being answered', async () => {
    const { saying, model, workspace, stored } = await aChat()
    const { id, conversationId } = await saying({ query: 'One' })
    const first = await stored(id)
    await workspace.read(({ messages }) =>
      messages.save(
        Message.begin({
          ...first,
          id: MessageId.parse(workspace.ids.next()),
          conversationId: ConversationId.parse(conversationId),
          query: 'Pending',
          at: workspace.clock.now(),
        }),
      ),
    )
    await saying({ query: 'Two', conversationId })
    expect(model.requests[1]?.messages.slice(1).map(textOf)).toEqual(['One', 'Yes', 'Two'])
  })
})

describe('the prompt that is kept with a message', () => {
  it('has every message for a chat model, and the ends of a file’s address', async () => {
    const { saying, stored } = await aChat(WITH_FILES)
    const { id } = await saying({ query: 'See', files: FILES })
    expect((await stored(id)).prompt).toEqual([
      { role: 'system', text: 'You help Ada.\n', files: [] },
      {
        role: 'user',
        text: 'See',
        files: [{ type: 'image', data: 'https://ex…g-name.png', detail: 'low' }],
      },
    ])
  })

  it('has the one text for a completion model', async () => {
    const { saying, stored } = await aChat(CHAT_DOCUMENT, 'completion')
    const { id } = await saying({ query: 'One' })
    expect((await stored(id)).prompt).toEqual([
      { role: 'user', text: 'You help Ada.\n\n\nHuman: One\n\nAssistant: ' },
    ])
  })

  it('is kept, too, when the model fails', async () => {
    const { saying, stored } = await aChat(CHAT_DOCUMENT, 'chat', [{ fail: new Error('No.') }])
    const { id } = await saying({ query: 'One' })
    expect((await stored(id)).prompt).toHaveLength(2)
  })
})

describe('a prompt written as a Jinja2 template', () => {
  it('is rendered by the templates a strategy is given', async () => {
    const { workspace, app, model } = await aChat(JINJA)
    const templates = createTemplateRenderer()
    const generateResponse = new GenerateResponse({
      ...workspace,
      strategies: { chat: new ModelAppStrategy({ ...workspace, templates }) },
    })
    await collect(say({ ...workspace, generateResponse }, app, { query: 'One' }))
    expect(model.requests[0]?.messages.map(textOf)).toEqual(['Hi ADA', 'One'])
  })

  it('is refused before anything is stored where there are none', async () => {
    const { workspace, saying } = await aChat(JINJA)
    await expect(saying({ query: 'One' })).rejects.toThrow('nothing here renders those')
    expect(workspace.store.outbox.map(({ event }) => event.type)).not.toContain('ConversationBegun')
  })

  it('is rendered in a conversation without a database', async () => {
    const model = new ScriptedModel(['Yes'])
    const { kinds } = aWorkspace()
    const ports = { kinds, models: registryOf(model), templates: createTemplateRenderer() }
    const conversation = openConversation(JINJA, ports)
    await collect(conversation.say({ query: 'One', inputs: { name: 'Ada' } }))
    expect(model.requests[0]?.messages.map(textOf)).toEqual(['Hi ADA', 'One'])
  })
})

describe('an app with knowledge', () => {
  it('answers without it, and the log says so', async () => {
    const warnings: unknown[] = []
    const logger = { ...silentLogger, warn: (...line: unknown[]) => void warnings.push(line) }
    const workspace = aWorkspace({ model: new ScriptedModel(['Yes']), logger })
    const datasets = '[{ dataset: { enabled: true, id: d1 } }]'
    const text = `${CHAT_DOCUMENT}  dataset_configs: { datasets: { datasets: ${datasets} } }\n`
    const app = await importedApp(workspace, text)
    const events = await collect(say(workspace, app, { query: 'One' }))
    expect(only(events, 'MessageEnded')).toBeDefined()
    expect(warnings).toEqual([
      [expect.stringContaining('knowledge is attached'), { appId: app.id }],
    ])
  })
})
