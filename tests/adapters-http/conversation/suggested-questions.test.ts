import { PageRequest } from '@weft/domain/kernel'
import { hydrateParameterRule, type LanguageModel } from '@weft/domain/model'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { languageModelAt } from '../../adapters-llm/support/registry.js'
import {
  CHAT_DOCUMENT,
  CHATFLOW_DOCUMENT,
  WORKFLOW_DOCUMENT,
} from '../../application/support/documents.js'
import { ScriptedModel } from '../../application/support/scripted-model.js'
import { startOpenAiServer, type OpenAiServer } from '../../support/openai-server.js'
import { errorOf } from '../support/a-service-api.js'
import { aServedWorkspace, get, keyFor, post } from '../support/a-served-workspace.js'
import { auxiliaryModels } from '../support/auxiliary-model.js'

const NOBODYS_ID = '33333333-3333-7333-8333-333333333333'
const ON = '{ enabled: true }'

const chatWith = (setting: string) =>
  `${CHAT_DOCUMENT}  suggested_questions_after_answer: ${setting}\n`
const chatflowWith = (setting: string) =>
  CHATFLOW_DOCUMENT.replace(
    'features: {',
    `features: { suggested_questions_after_answer: ${setting},`,
  )

describe('GET /messages/{id}/suggested', () => {
  let provider: OpenAiServer
  let model: LanguageModel

  beforeAll(async () => {
    provider = await startOpenAiServer()
    model = await languageModelAt(provider.url)
  })
  afterAll(() => provider.close())
  beforeEach(() => {
    provider.answerByDefault({ text: ['Sure: ["a",', '\n"b","c"] done'] })
  })

  async function served(
    document: string,
    options: Parameters<typeof auxiliaryModels>[1] & {
      readonly byDefault?: LanguageModel | undefined
    } = {},
  ) {
    const byDefault = 'byDefault' in options ? options.byDefault : model
    const { workspace, api } = aServedWorkspace({
      auxiliary: auxiliaryModels(byDefault, options),
      model: new ScriptedModel(['An answer.']),
    })
    const key = await keyFor(workspace, document)
    const say = async (query: string, conversation?: string) => {
      const response = await api.request(
        '/v1/chat-messages',
        post(key, {
          query,
          inputs: { name: 'Ada' },
          user: 'u1',
          conversation_id: conversation,
          auto_generate_name: false,
        }),
      )
      workspace.clock.advance(1_000)
      return (await response.json()) as {
        readonly message_id: string
        readonly conversation_id: string
      }
    }
    const suggested = async (id: string, query = '?user=u1') =>
      api.request(`/v1/messages/${id}/suggested${query}`, get(key))
    const suggestions = async (query = 'What is a loom?'): Promise<unknown> => {
      const { message_id } = await say(query)
      const response = await suggested(message_id)
      expect(response.status).toBe(200)
      return response.json()
    }
    return { workspace, say, suggested, suggestions }
  }

  const lastBody = () => provider.requests.at(-1)!.body
  const lastPrompt = () =>
    (lastBody()['messages'] as readonly { readonly content: string }[])
      .map(({ content }) => content)
      .join('\n')
  const success = (...data: readonly unknown[]) => ({ result: 'success', data })

  it.each([
    ['a chat app', chatWith(ON)],
    ['an advanced-chat app', chatflowWith(ON)],
  ])('G 111, E113: %s suggests the three questions of the reply', async (_what, document) => {
    const { suggestions } = await served(document)
    expect(await suggestions()).toEqual(success('a', 'b', 'c'))
    expect(lastBody()).toMatchObject({ max_tokens: 256, temperature: 0 })
    expect(lastPrompt()).toMatch(/^Human: What is a loom\?\nAssistant: .+\n\n.*next/s)
  })

  it.each([
    ['no array', 'Nothing comes to mind.'],
    ['a broken array', '["a", b]'],
    ['a bracket within a question', '["What is [x]?", "b"]'],
    ['nothing', ''],
  ])('G 111: a reply with %s suggests nothing', async (_what, text) => {
    const { suggestions } = await served(chatWith(ON))
    provider.answerByDefault({ text: [text] })
    expect(await suggestions()).toEqual(success())
  })

  it('G 111: the first list is taken as it is', async () => {
    const { suggestions } = await served(chatWith(ON))
    provider.answerByDefault({ text: ['["a", 2] or ["b"]'] })
    expect(await suggestions()).toEqual(success('a', 2))
  })

  it('G 111: a model error, or no model at all, suggests nothing', async () => {
    const { suggestions } = await served(chatWith(ON))
    provider.answerByDefault({ failure: { type: 'status', status: 500 } })
    expect(await suggestions()).toEqual(success())
    const offline = await served(chatWith(ON), { byDefault: undefined })
    expect(await offline.suggestions()).toEqual(success())
  })

  it.each([
    ['a chat app', chatWith('{ enabled: false }')],
    ['a chat app that does not say', CHAT_DOCUMENT],
    ['an advanced-chat app', chatflowWith('{ enabled: false }')],
  ])('G 111, E113: disabled in %s is a bad request', async (_what, document) => {
    const { say, suggested } = await served(document)
    const { message_id } = await say('What?')
    expect(await errorOf(await suggested(message_id))).toMatchObject({
      status: 400,
      code: 'bad_request',
      message: 'Suggested Questions Is Disabled.',
    })
  })

  it('G 111: a conversation goes on with the setting it began with', async () => {
    const { workspace, say, suggested } = await served(chatWith(ON))
    const { message_id } = await say('What?')
    const { items } = await workspace.read(({ apps }) => apps.list(PageRequest.of(1, 1)))
    await workspace.importApp.execute({
      tenantId: items[0]!.tenantId,
      appId: items[0]!.id,
      text: CHAT_DOCUMENT,
      publish: true,
    })
    expect(await (await suggested(message_id)).json()).toEqual(success('a', 'b', 'c'))
  })

  it('G 111: the model sees the last three rounds, and at most 3000 tokens of them', async () => {
    const { say, suggested } = await served(chatWith(ON))
    const { conversation_id } = await say('One?')
    for (const query of ['Two?', 'Three?']) await say(query, conversation_id)
    const { message_id } = await say('Four?', conversation_id)
    await suggested(message_id)
    expect(lastPrompt().match(/Human: .*/g)).toEqual([
      'Human: Two?',
      'Human: Three?',
      'Human: Four?',
    ])
    const long = await say('word '.repeat(3_500), conversation_id)
    await suggested(long.message_id)
    expect(lastPrompt().split('\n\n')[0]).toBe('Assistant: An answer.')
  })

  it('G 111: thinking is off, or as little as the model declares', async () => {
    const boolean = [hydrateParameterRule({ name: 'thinking', type: 'boolean' })]
    const asked = async (parameterRules: typeof boolean) => {
      const own = new ScriptedModel(['[]'])
      const { suggestions } = await served(chatWith(ON), { byDefault: own, parameterRules })
      await suggestions()
      return own.requests[0]?.parameters
    }
    const effort = (...options: readonly string[]) =>
      hydrateParameterRule({ name: 'reasoning_effort', options })
    expect(await asked(boolean)).toEqual({ max_tokens: 256, temperature: 0, thinking: false })
    expect(await asked([effort('minimal', 'low', 'high')])).toEqual({
      max_tokens: 256,
      temperature: 0,
      reasoning_effort: 'minimal',
    })
    expect(await asked([effort('none', 'minimal')])).toMatchObject({ reasoning_effort: 'none' })
    expect(await asked([effort('medium', 'high')])).toEqual({ max_tokens: 256, temperature: 0 })
  })

  it('G 111: the author’s model and instruction are used, and the default one where that cannot be called', async () => {
    const own = new ScriptedModel(['["own"]'])
    const setting =
      '{ enabled: true, prompt: Ask me of silk., model: { provider: p, name: own, completion_params: { top_p: 0.5, stop: [END] } } }'
    const { suggestions } = await served(chatWith(setting), { chosen: { own } })
    expect(await suggestions()).toEqual(success('own'))
    expect(own.requests[0]).toMatchObject({
      parameters: { top_p: 0.5 },
      stop: ['END'],
      user: 'u1',
    })
    expect(own.requests[0]?.messages).toEqual([
      {
        role: 'user',
        content: 'Human: What is a loom?\nAssistant: An answer.\n\nAsk me of silk.',
      },
    ])
    const without = await served(chatWith(setting))
    expect(await without.suggestions()).toEqual(success('a', 'b', 'c'))
    expect(lastBody()).toMatchObject({ max_tokens: 256, temperature: 0 })
  })

  it('G 111: a chat app whose workspace has no default model asks its own', async () => {
    const own = new ScriptedModel(['["own"]'])
    const { suggestions } = await served(chatWith(ON), {
      byDefault: undefined,
      chosen: { 'test-model': own },
    })
    expect(await suggestions()).toEqual(success('own'))
  })

  it('E113, E114: knows only the user’s own messages, and who asks', async () => {
    const { say, suggested } = await served(chatWith(ON))
    const { message_id } = await say('What?')
    for (const response of [await suggested(NOBODYS_ID), await suggested(message_id, '?user=u2')])
      expect(await errorOf(response)).toMatchObject({
        status: 404,
        code: 'not_found',
        message: 'Message Not Exists.',
      })
    expect(await errorOf(await suggested(message_id, ''))).toMatchObject({
      status: 400,
      code: 'invalid_param',
    })
    expect(await errorOf(await suggested('no-uuid'))).toMatchObject({ status: 404 })
  })

  it('refuses apps that hold no conversations', async () => {
    const { suggested } = await served(WORKFLOW_DOCUMENT)
    expect(await errorOf(await suggested(NOBODYS_ID))).toMatchObject({
      status: 400,
      code: 'not_chat_app',
    })
  })
})
