import { ConversationId } from '@weft/domain/conversation'
import { PageRequest } from '@weft/domain/kernel'
import type { LanguageModel } from '@weft/domain/model'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { languageModelAt } from '../../adapters-llm/support/registry.js'
import { CHAT_DOCUMENT, CHATFLOW_DOCUMENT } from '../../application/support/documents.js'
import { TENANT } from '../../application/support/workspace.js'
import { startOpenAiServer, type OpenAiServer } from '../../support/openai-server.js'
import { errorOf } from '../support/a-service-api.js'
import { aServedWorkspace, keyFor, post } from '../support/a-served-workspace.js'
import { auxiliaryModels } from '../support/auxiliary-model.js'

const NOBODYS_ID = '33333333-3333-7333-8333-333333333333'

type Item = {
  readonly id: string
  readonly name: string
  readonly created_at: number
  readonly updated_at: number
}

describe('names of conversations', () => {
  let provider: OpenAiServer
  let model: LanguageModel

  beforeAll(async () => {
    provider = await startOpenAiServer()
    model = await languageModelAt(provider.url)
  })
  afterAll(() => provider.close())
  beforeEach(() => {
    provider.answerByDefault({ text: ['{"language": "English", ', '"title": "Looms"}'] })
  })

  async function served(
    document: string = CHAT_DOCUMENT,
    { hasModel = true }: { readonly hasModel?: boolean } = {},
  ) {
    const auxiliary = auxiliaryModels(hasModel ? model : undefined)
    const { workspace, api } = aServedWorkspace({ auxiliary })
    const key = await keyFor(workspace, document)
    const send = async (path: string, body: object) => api.request(`/v1${path}`, post(key, body))
    const say = async (query: string, more: object = {}): Promise<string> => {
      const body = { query, inputs: { name: 'Ada' }, user: 'u1', ...more }
      const response = await send('/chat-messages', body)
      const answer = (await response.json()) as { readonly conversation_id: string }
      return answer.conversation_id
    }
    const stored = async (id: string) => {
      const [app] = (await workspace.read(({ apps }) => apps.list(PageRequest.of(1, 1)))).items
      const context = { tenantId: app!.tenantId, requestId: 'r', signal: AbortSignal.timeout(5000) }
      const endUser = await workspace.resolveEndUser.execute(context, { app: app!, user: 'u1' })
      const found = await workspace.read(({ conversations }) =>
        conversations.find(ConversationId.parse(id), { appId: app!.id, endUserId: endUser.id }),
      )
      return found!.properties
    }
    const nameAfter = async (query: string): Promise<string> => {
      const id = await say(query)
      await workspace.titles.settled()
      return (await stored(id)).name
    }
    return { workspace, send, say, stored, nameAfter }
  }

  const lastRequest = () => provider.requests.at(-1)!.body
  const sentQuery = () =>
    (lastRequest()['messages'] as readonly { readonly content: string }[]).at(-1)!.content

  it.each([CHAT_DOCUMENT, CHATFLOW_DOCUMENT])(
    'G 110: a new conversation is called what the default model says',
    async (document) => {
      const { nameAfter } = await served(document)
      expect(await nameAfter('What is\na loom?')).toBe('Looms')
      expect(lastRequest()).toMatchObject({ max_tokens: 500, temperature: 1 })
      expect(sentQuery()).toBe('What is a loom?')
    },
  )

  it('G 110: a title of 90 characters is cut to 75 and dots', async () => {
    const { nameAfter } = await served()
    provider.answerByDefault({ text: [JSON.stringify({ title: ` ${'t'.repeat(90)} ` })] })
    expect(await nameAfter('What?')).toBe(`${'t'.repeat(75)}...`)
  })

  it.each([
    ['plain words', 'Looms and more'],
    ['a list', '["Looms"]'],
    ['a blank title', '{"title": "  "}'],
    ['a title that is no text', '{"title": 3}'],
  ])('G 110: the query is the name where the model answers %s', async (_what, text) => {
    const { nameAfter } = await served()
    provider.answerByDefault({ text: [text] })
    expect(await nameAfter(' What is\na loom? ')).toBe('What is a loom?')
  })

  it.each([
    ['prose around it', 'Sure! {"title": "Looms"} Anything else?'],
    ['a fence', '```json\n{"title": "Looms"}\n```'],
    ['single quotes and a trailing comma', "{'title': 'Looms',}"],
    ['an end that is missing', '{"language": "English", "title": "Looms'],
    ['thoughts before it', '<think>{"title": "Warps"}</think>{"title": "Looms"}'],
  ])('G 110: a title is found despite %s', async (_what, text) => {
    const { nameAfter } = await served()
    provider.answerByDefault({ text: [text] })
    expect(await nameAfter('What?')).toBe('Looms')
  })

  it('G 110: of a query of 3000 characters the model sees 300 at each end', async () => {
    const { nameAfter } = await served()
    await nameAfter('a'.repeat(1500) + 'b'.repeat(1500))
    expect(sentQuery()).toBe(`${'a'.repeat(300)}...[TRUNCATED]...${'b'.repeat(300)}`)
    await nameAfter('c'.repeat(2000))
    expect(sentQuery()).toBe('c'.repeat(2000))
  })

  it('G 110: a model that fails leaves the query, cut to 47 characters and dots', async () => {
    const { nameAfter } = await served()
    provider.answerByDefault({ failure: { type: 'status', status: 500 } })
    expect(await nameAfter('q'.repeat(51))).toBe(`${'q'.repeat(47)}...`)
    expect(await nameAfter('q'.repeat(50))).toBe('q'.repeat(50))
  })

  it('G 110: without a model conversations are named after their query, the first one and the next', async () => {
    const { workspace, say, stored, nameAfter } = await served(CHAT_DOCUMENT, { hasModel: false })
    expect(await nameAfter('What is a loom?')).toBe('What is a loom?')
    expect(workspace.titles.areWritten(TENANT)).toBe(false)
    expect((await stored(await say('And a warp?'))).name).toBe('And a warp?')
    workspace.clock.advance(60_001)
    expect(workspace.titles.areWritten(TENANT)).toBe(true)
  })

  it('G 110: the answer does not wait for the title, and the user’s own name wins', async () => {
    const { workspace, send, say, stored } = await served()
    provider.answerByDefault({ failure: { type: 'hang-mid-stream' } })
    const first = await say('What is a loom?')
    const second = await say('What is a warp?')
    expect((await stored(first)).name).toBe('New conversation')
    await send(`/conversations/${second}/name`, { name: 'Mine', user: 'u1' })
    await workspace.titles.close()
    expect((await stored(first)).name).toBe('What is a loom?')
    expect((await stored(second)).name).toBe('Mine')
  })

  it('asks for no title when none is wanted, nor for later messages', async () => {
    const { workspace, say, stored } = await served()
    const before = provider.requests.length
    const id = await say('What?', { auto_generate_name: false })
    await say('And?', { conversation_id: id })
    await workspace.titles.settled()
    expect(provider.requests).toHaveLength(before)
    expect((await stored(id)).name).toBe('New conversation')
  })

  it('the user may be closed out before the first event, and nothing is named', async () => {
    const { workspace, send } = await served()
    const before = provider.requests.length
    const response = await send('/chat-messages', { query: 'What?', inputs: {}, user: 'u1' })
    expect(response.status).toBe(400)
    await workspace.titles.settled()
    expect(provider.requests).toHaveLength(before)
  })

  describe('POST /conversations/{id}/name', () => {
    const unnamed = { auto_generate_name: false }

    it('E104: takes a name, and moves the conversation up', async () => {
      const { workspace, send, say, stored } = await served()
      const id = await say('What?', unnamed)
      workspace.clock.advance(5_000)
      const response = await send(`/conversations/${id}/name`, { name: 'Trip', user: 'u1' })
      expect(response.status).toBe(200)
      const item = (await response.json()) as Item
      expect(item).toEqual({
        id,
        name: 'Trip',
        inputs: { name: 'Ada' },
        status: 'normal',
        introduction: 'Hello Ada!',
        created_at: item.created_at,
        updated_at: item.created_at + 5,
      })
      expect((await stored(id)).name).toBe('Trip')
    })

    it('E105: refuses to do without a name', async () => {
      const { send, say } = await served()
      const id = await say('What?', unnamed)
      for (const body of [{}, { name: '  ' }, { name: null, auto_generate: false }])
        expect(
          await errorOf(await send(`/conversations/${id}/name`, { ...body, user: 'u1' })),
        ).toMatchObject({
          status: 400,
          code: 'invalid_param',
          message: 'name is required when auto_generate is false',
        })
    })

    it('E106, G 110: has a name written after the first message, where the conversation stays', async () => {
      const { workspace, send, say } = await served()
      const id = await say('What is a loom?', unnamed)
      await say('And a warp?', { conversation_id: id })
      workspace.clock.advance(5_000)
      const body = { auto_generate: true, name: 'left aside', user: 'u1' }
      const item = (await (await send(`/conversations/${id}/name`, body)).json()) as Item
      expect(item).toMatchObject({ name: 'Looms', updated_at: item.created_at })
      expect(sentQuery()).toBe('What is a loom?')
    })

    it('G 110: a title that cannot be written leaves the name; without a model the query is taken', async () => {
      const { send, say } = await served()
      const id = await say('What?', unnamed)
      provider.answerByDefault({ failure: { type: 'status', status: 500 } })
      const body = { auto_generate: true, user: 'u1' }
      const response = await send(`/conversations/${id}/name`, body)
      expect(response.status).toBe(200)
      expect(await response.json()).toMatchObject({ name: 'New conversation' })

      const offline = await served(CHAT_DOCUMENT, { hasModel: false })
      const other = await offline.say('What?', unnamed)
      const named = await offline.send(`/conversations/${other}/name`, body)
      expect(await named.json()).toMatchObject({ name: 'What?' })
    })

    it('G 110: a conversation without messages has nothing to be named after', async () => {
      const { workspace, send, say } = await served()
      const id = await say('What?', unnamed)
      workspace.store.tablesOf(TENANT).messages.clear()
      const response = await send(`/conversations/${id}/name`, { auto_generate: true, user: 'u1' })
      expect(await errorOf(response)).toMatchObject({
        status: 400,
        code: 'invalid_param',
        message: '',
      })
    })

    it('knows only the user’s own conversations, and takes nobody for the anonymous user', async () => {
      const { send, say } = await served()
      const body = { name: 'Trip' }
      const notFound = { status: 404, code: 'not_found', message: 'Conversation Not Exists.' }
      const id = await say('What?', unnamed)
      for (const [which, user] of [
        [id, 'u2'],
        [id, undefined],
        [NOBODYS_ID, 'u1'],
      ] as const)
        expect(
          await errorOf(await send(`/conversations/${which}/name`, { ...body, user })),
        ).toMatchObject(notFound)
      const anonymous = await say('What?', { ...unnamed, user: 'DEFAULT-USER' })
      const response = await send(`/conversations/${anonymous.toUpperCase()}/name`, body)
      expect(await response.json()).toMatchObject({ id: anonymous, name: 'Trip' })
    })
  })
})
