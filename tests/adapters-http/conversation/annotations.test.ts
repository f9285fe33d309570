import { TokenUsage } from '@weft/domain/kernel'
import { AnnotationId } from '@weft/domain/conversation'
import { ModelCallFailed, type EmbeddingModel } from '@weft/domain/model'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { embeddingModelAt } from '../../adapters-llm/support/registry.js'
import {
  CHAT_DOCUMENT,
  CHATFLOW_DOCUMENT,
  COMPLETION_DOCUMENT,
} from '../../application/support/documents.js'
import { ScriptedModel } from '../../application/support/scripted-model.js'
import { TENANT } from '../../application/support/workspace.js'
import { startOpenAiServer, type OpenAiServer } from '../../support/openai-server.js'
import { errorOf, eventsOf } from '../support/a-service-api.js'
import { aServedWorkspace, get, keyFor, post } from '../support/a-served-workspace.js'

const NOBODYS_ID = '33333333-3333-7333-8333-333333333333'
const SETTING = {
  score_threshold: 0.9,
  embedding_provider_name: 'openai',
  embedding_model_name: 'vectors',
}

type Item = { readonly id: string; readonly question: string; readonly hit_count: number }
type Job = { readonly job_id: string; readonly job_status: string; readonly error_msg: string }
type Answer = {
  readonly answer: string
  readonly message_id: string
  readonly metadata: { readonly annotation_reply: unknown; readonly usage: unknown }
}

/** Vectors of two numbers: a text that holds a number is so like one that holds none. */
class AngleModel implements EmbeddingModel {
  readonly ref = { provider: 'openai', name: 'vectors' }
  readonly dimensions = 2
  readonly asked: string[] = []
  failure: Error | undefined
  gate: Promise<void> = Promise.resolve()

  async embed(texts: readonly string[]) {
    this.asked.push(...texts)
    await this.gate
    if (this.failure) throw this.failure
    const vectors = texts.map((text) => {
      const likeness = Number(/\d\.\d+/.exec(text)?.[0] ?? 1)
      return [likeness, Math.sqrt(1 - likeness * likeness)]
    })
    return { vectors, usage: TokenUsage.none }
  }
}

async function served(
  document: string = CHAT_DOCUMENT,
  embedding: EmbeddingModel = new AngleModel(),
) {
  const model = new ScriptedModel(['By the model.'])
  const { workspace, api } = aServedWorkspace({ model, embedding })
  const key = await keyFor(workspace, document)
  const url = (path: string) => `/v1${path}`
  const send = async (path: string, body: object, method = 'POST') =>
    api.request(url(path), { ...post(key, body), method })
  const read = async (path: string) => api.request(url(path), get(key))
  const annotate = async (question: string, answer = 'By hand.'): Promise<Item> => {
    const response = await send('/apps/annotations', { question, answer })
    expect(response.status).toBe(201)
    workspace.clock.advance(1_000)
    await workspace.annotationIndex.settled()
    return (await response.json()) as Item
  }
  const ask = async (query: string): Promise<Answer> => {
    const body = { query, inputs: { name: 'Ada' }, user: 'u1', auto_generate_name: false }
    const response = await send('/chat-messages', body)
    expect(response.status).toBe(200)
    return (await response.json()) as Answer
  }
  const enable = async (setting: object = {}): Promise<Job> => {
    const body = { ...SETTING, ...setting }
    const begun = await send('/apps/annotation-reply/enable', body)
    const { job_id } = (await begun.json()) as Job
    await workspace.annotationUseCases.switchAnnotationReply.settled()
    const status = await read(`/apps/annotation-reply/enable/status/${job_id}`)
    return (await status.json()) as Job
  }
  const hits = (id: string) =>
    workspace.read(({ annotations }) => annotations.listHits(AnnotationId.parse(id)))
  const listed = async (query = '') =>
    (await (await read(`/apps/annotations${query}`)).json()) as {
      readonly data: readonly Item[]
      readonly total: number
    }
  return { workspace, api, key, model, send, read, annotate, ask, enable, hits, listed }
}

describe('annotation replies', () => {
  it.each([
    ['a chat app', CHAT_DOCUMENT],
    ['an advanced-chat app', CHATFLOW_DOCUMENT],
  ])('G 109: %s answers by an annotation of score 0.95 ≥ 0.9', async (_what, document) => {
    const { model, annotate, enable, ask, hits, listed } = await served(document)
    const { id } = await annotate('What is a loom?')
    expect(await enable()).toMatchObject({ job_status: 'completed', error_msg: '' })
    const answer = await ask('0.95 a loom?')
    expect(answer).toMatchObject({
      event: 'message',
      answer: 'By hand.',
      metadata: {
        annotation_reply: { id, account: { name: 'Ada' } },
        retriever_resources: [],
        usage: { total_tokens: 0 },
      },
    })
    expect(model.requests).toEqual([])
    expect((await listed()).data).toMatchObject([{ id, hit_count: 1 }])
    const [hit, ...others] = await hits(id)
    expect(others).toEqual([])
    expect(hit).toMatchObject({
      source: 'api',
      question: '0.95 a loom?',
      messageId: answer.message_id,
      annotationQuestion: 'What is a loom?',
      annotationAnswer: 'By hand.',
    })
    expect(hit?.score).toBeCloseTo(0.95, 6)
  })

  it('G 109: streams the annotation, without a run', async () => {
    const { send, annotate, enable } = await served(CHATFLOW_DOCUMENT)
    await annotate('What?', 'So.')
    await enable()
    const response = await send('/chat-messages', {
      query: 'What?',
      inputs: {},
      user: 'u1',
      response_mode: 'streaming',
    })
    const events = eventsOf(await response.text())
    expect(events.map(({ event, answer }) => [event, answer])).toEqual([
      ['message', 'S'],
      ['message', 'o'],
      ['message', '.'],
      ['message_end', undefined],
    ])
    expect(events.at(-1)).toMatchObject({
      metadata: { annotation_reply: { account: { name: 'Ada' } } },
    })
  })

  it('G 109: below the threshold, and without one below 1, the model answers', async () => {
    const { annotate, enable, ask } = await served()
    await annotate('What is a loom?')
    await enable()
    expect((await ask('0.89 a loom?')).answer).toBe('By the model.')
    expect((await ask('0.90 a loom?')).answer).toBe('By hand.')
    await enable({ score_threshold: 0 })
    expect((await ask('0.99 a loom?')).answer).toBe('By the model.')
    expect((await ask('A loom?')).answer).toBe('By hand.')
  })

  it('G 109: the nearest of several answers', async () => {
    const { annotate, enable, ask } = await served()
    await annotate('0.80 question', 'Far.')
    await annotate('0.97 question', 'Near.')
    await annotate('0.90 question', 'Nearer.')
    await enable({ score_threshold: 0.5 })
    expect((await ask('0.98 question')).answer).toBe('Near.')
  })

  it('G 109: whatever fails, the model answers', async () => {
    const embedding = new AngleModel()
    const { workspace, annotate, enable, ask, hits } = await served(CHAT_DOCUMENT, embedding)
    const { id } = await annotate('What?')
    await enable()
    embedding.failure = new ModelCallFailed(embedding.ref, 'server-unavailable', 'Away.')
    expect(await ask('What?')).toMatchObject({
      answer: 'By the model.',
      metadata: { annotation_reply: null },
    })
    embedding.failure = undefined
    const tables = workspace.store.tablesOf(TENANT)
    tables.annotations.delete(id)
    expect((await ask('What?')).answer).toBe('By the model.')
    expect(await hits(id)).toEqual([])
  })

  it('G 109: only conversations, and only where replies are on, have such answers', async () => {
    const embedding = new AngleModel()
    const { send, annotate, enable, ask } = await served(CHAT_DOCUMENT, embedding)
    await annotate('What?')
    expect((await ask('What?')).answer).toBe('By the model.')
    expect(embedding.asked).toEqual([])
    await enable()
    expect((await ask('What?')).answer).toBe('By hand.')
    await send('/apps/annotation-reply/disable', SETTING)
    await new Promise(setImmediate)
    expect((await ask('What?')).answer).toBe('By the model.')

    const completion = await served(COMPLETION_DOCUMENT)
    await completion.annotate('What?')
    await completion.enable()
    const response = await completion.send('/completion-messages', {
      inputs: { name: 'Ada', query: 'What?' },
      user: 'u1',
    })
    expect(await response.json()).toMatchObject({ answer: 'By the model.' })
  })

  it('G 109: what is moderated away is not looked up', async () => {
    const moderation = `  sensitive_word_avoidance:
    enabled: true
    type: keywords
    config:
      keywords: secret
      inputs_config: { enabled: true, preset_response: Not that. }
      outputs_config: { enabled: false, preset_response: '' }
`
    const { annotate, enable, ask, hits } = await served(CHAT_DOCUMENT + moderation)
    const { id } = await annotate('The secret?')
    await enable()
    expect((await ask('The secret?')).answer).toBe('Not that.')
    expect(await hits(id)).toEqual([])
  })

  it('G 109: new, changed and deleted annotations count at once', async () => {
    const { workspace, send, api, key, annotate, enable, ask } = await served()
    await enable()
    const { id } = await annotate('0.95 question')
    expect((await ask('0.95 question')).answer).toBe('By hand.')
    const change = { question: '0.20 question', answer: 'Changed.' }
    expect((await send(`/apps/annotations/${id}`, change, 'PUT')).status).toBe(200)
    await workspace.annotationIndex.settled()
    expect((await ask('0.95 question')).answer).toBe('By the model.')
    expect((await ask('0.20 question')).answer).toBe('Changed.')
    await api.request(`/v1/apps/annotations/${id}`, { ...get(key), method: 'DELETE' })
    expect((await ask('0.20 question')).answer).toBe('By the model.')
  })

  describe('with a provider', () => {
    let provider: OpenAiServer
    beforeAll(async () => {
      provider = await startOpenAiServer()
    })
    afterAll(() => provider.close())
    beforeEach(() => {
      provider.answerByDefault({})
    })

    it('G 109: embeds by the bound model, and answers by the model when that fails', async () => {
      const { annotate, enable, ask } = await served(
        CHAT_DOCUMENT,
        await embeddingModelAt(provider.url),
      )
      await annotate('What is a loom?')
      expect(await enable({ score_threshold: 1 })).toMatchObject({ job_status: 'completed' })
      expect((await ask('What is a loom?')).answer).toBe('By hand.')
      expect((await ask('What is a loom, and for whom?')).answer).toBe('By the model.')
      provider.answerByDefault({ failure: { type: 'status', status: 500 } })
      expect((await ask('What is a loom?')).answer).toBe('By the model.')
    })

    it('E139: a job says what went wrong, and leaves things as they were', async () => {
      const { annotate, enable, ask } = await served(
        CHAT_DOCUMENT,
        await embeddingModelAt(provider.url),
      )
      await annotate('What?')
      provider.answerByDefault({ failure: { type: 'status', status: 401, message: 'no key' } })
      const { job_status, error_msg } = await enable()
      expect(job_status).toBe('error')
      expect(error_msg).not.toBe('')
      provider.answerByDefault({})
      expect((await ask('What?')).answer).toBe('By the model.')
    })
  })
})

describe('/apps/annotations', () => {
  it('E136: creates', async () => {
    const { send } = await served()
    const response = await send('/apps/annotations', { question: 'What?', answer: 'So.' })
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({
      id: expect.any(String) as unknown,
      question: 'What?',
      answer: 'So.',
      hit_count: 0,
      created_at: expect.any(Number) as unknown,
    })
    for (const body of [{ question: 'What?' }, { question: ' ', answer: 'x' }, { answer: 3 }])
      expect(await errorOf(await send('/apps/annotations', body))).toMatchObject({
        status: 400,
        code: 'invalid_param',
      })
  })

  it('E137: lists by keyword in any case, and no more than 100', async () => {
    const { read, annotate, listed } = await served()
    await annotate('A LOOM?')
    await annotate('100%?', 'no looms')
    expect(await listed()).toMatchObject({
      total: 2,
      page: 1,
      limit: 20,
      has_more: false,
      data: [{ question: '100%?' }, { question: 'A LOOM?' }],
    })
    expect((await listed('?keyword=loom&limit=500')).data).toHaveLength(2)
    expect(await listed('?keyword=%25')).toMatchObject({ total: 1 })
    expect(await listed('?limit=500&page=2')).toMatchObject({ limit: 500, data: [], total: 2 })
    expect(await listed('?limit=1')).toMatchObject({ has_more: true, total: 2 })
    for (const query of ['?limit=0', '?page=0', '?limit=x'])
      expect(await errorOf(await read(`/apps/annotations${query}`))).toMatchObject({
        status: 400,
        code: 'invalid_param',
      })
  })

  it('E138: changes and deletes its own, once', async () => {
    const { workspace, api, key, send, annotate } = await served()
    const { id } = await annotate('What?')
    const change = { question: 'Why?', answer: 'So.' }
    const path = `/apps/annotations/${id.toUpperCase()}`
    const remove = async (by: string) => api.request(`/v1${path}`, { ...get(by), method: 'DELETE' })
    const notFound = { status: 404, code: 'not_found', message: 'Annotation not found' }
    expect(await (await send(path, change, 'PUT')).json()).toMatchObject({ id, ...change })
    const foreign = await keyFor(workspace, CHATFLOW_DOCUMENT)
    expect(await errorOf(await remove(foreign))).toMatchObject(notFound)
    const removed = await remove(key)
    expect([removed.status, await removed.text()]).toEqual([204, ''])
    expect(await errorOf(await remove(key))).toMatchObject(notFound)
    expect(await errorOf(await send(path, change, 'PUT'))).toMatchObject(notFound)
    expect(await errorOf(await send('/apps/annotations/no-uuid', change, 'PUT'))).toMatchObject({
      status: 404,
    })
  })
})

describe('/apps/annotation-reply', () => {
  it('E139: is switched by a job; while it goes on there is no second one', async () => {
    const embedding = new AngleModel()
    const { workspace, send, read, annotate } = await served(CHAT_DOCUMENT, embedding)
    await annotate('What?')
    let open: () => void = () => undefined
    embedding.gate = new Promise((resolve) => {
      open = resolve
    })
    const begin = async () =>
      (await (await send('/apps/annotation-reply/enable', SETTING)).json()) as Job
    const first = await begin()
    expect(first).toEqual({ job_id: first.job_id, job_status: 'waiting' })
    expect(await begin()).toEqual({ job_id: first.job_id, job_status: 'processing' })
    const status = async () =>
      (await (await read(`/apps/annotation-reply/enable/status/${first.job_id}`)).json()) as Job
    expect((await status()).job_status).toMatch(/waiting|processing/)
    open()
    await workspace.annotationUseCases.switchAnnotationReply.settled()
    expect(await status()).toEqual({
      job_id: first.job_id,
      job_status: 'completed',
      error_msg: '',
    })
    expect((await begin()).job_id).not.toBe(first.job_id)
  })

  it('E139: a job whose server stops has failed, and another one may begin', async () => {
    const embedding = new AngleModel()
    const { workspace, send, read, annotate } = await served(CHAT_DOCUMENT, embedding)
    await annotate('What?')
    embedding.gate = new Promise(() => undefined)
    const begun = await send('/apps/annotation-reply/enable', SETTING)
    const { job_id } = (await begun.json()) as Job
    workspace.clock.advance(600_001)
    const status = await read(`/apps/annotation-reply/enable/status/${job_id}`)
    expect(await status.json()).toMatchObject({
      job_status: 'error',
      error_msg: 'The job broke off: its server has stopped. Start it again.',
    })
    const again = await send('/apps/annotation-reply/enable', SETTING)
    expect(((await again.json()) as Job).job_id).not.toBe(job_id)
  })

  it('E140: takes two actions, and a whole body for both', async () => {
    const { send } = await served()
    for (const [action, body] of [
      ['disable', {}],
      ['enable', { ...SETTING, score_threshold: 'x' }],
      ['enable', { ...SETTING, score_threshold: 1.5 }],
      ['disable', { ...SETTING, score_threshold: -1 }],
      ['pause', SETTING],
    ] as const)
      expect(await errorOf(await send(`/apps/annotation-reply/${action}`, body))).toMatchObject({
        status: 400,
        code: 'invalid_param',
      })
  })

  it('E141: knows its own jobs only, by their action', async () => {
    const { read, enable } = await served()
    const { job_id } = await enable()
    for (const path of [`disable/status/${job_id}`, `enable/status/${NOBODYS_ID}`])
      expect(await errorOf(await read(`/apps/annotation-reply/${path}`))).toMatchObject({
        status: 400,
        code: 'invalid_param',
        message: 'The job does not exist.',
      })
  })

  it('E132: shows in the parameters of the app', async () => {
    const { read, enable } = await served()
    const parameter = async () =>
      ((await (await read('/parameters')).json()) as Readonly<Record<string, unknown>>)[
        'annotation_reply'
      ]
    expect(await parameter()).toEqual({ enabled: false })
    await enable()
    expect(await parameter()).toEqual({
      id: expect.any(String) as unknown,
      enabled: true,
      score_threshold: 0.9,
      embedding_model: {
        embedding_provider_name: 'openai',
        embedding_model_name: 'vectors',
      },
    })
  })
})
