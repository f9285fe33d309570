import { Egress } from '@weft/adapters-egress'
import { serve } from '@weft/adapters-http'
import {
  AddApiExtension,
  ApiExtensionClient,
  WorkspaceExtensions,
  type ExtensionCaller,
} from '@weft/application/extension'
import { ApiModeration, KeywordModeration, ModerationMethods } from '@weft/application/conversation'
import { Secret } from '@weft/domain/kernel'
import { textOf, type CredentialCipher } from '@weft/domain/model'
import { afterEach, describe, expect, it } from 'vitest'
import {
  moderatedChat,
  moderatedChatflow,
  moderatedCompletion,
  PRESET_IN,
  PRESET_OUT,
} from '../../application/conversation/moderated-documents.js'
import { ScriptedModel, type ScriptStep } from '../../application/support/scripted-model.js'
import { TENANT } from '../../application/support/workspace.js'
import { startExtensionServer } from '../../support/extension-server.js'
import { eventsOf } from '../support/a-service-api.js'
import { aServedWorkspace, get, keyFor, post } from '../support/a-served-workspace.js'

type Json = Readonly<Record<string, unknown>>
type Setup = {
  readonly script?: readonly ScriptStep[]
  readonly bufferSize?: number
  /** What an extension answers, by point. */
  readonly answers?: Parameters<typeof startExtensionServer>[0]
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Hides nothing. */
const openCipher: CredentialCipher = {
  seal: (_tenantId, text) => text.reveal(),
  open: (_tenantId, sealed) => Secret.of(sealed),
  isCurrent: () => true,
}

async function anExtension(answers: Setup['answers']) {
  const server = await startExtensionServer(answers)
  const egress = Egress.open({ allow: [server.host] })
  closers.push(
    () => server.close(),
    () => egress.close(),
  )
  return { server, client: new ApiExtensionClient(egress) }
}

/** An app behind a real HTTP server, moderated by keywords or by a real extension. */
async function served(
  document: (extensionId: string) => string,
  { script = ['Hel', 'lo'], bufferSize, answers = {} }: Setup = {},
) {
  const { server: extension, client } = await anExtension(answers)
  // The extension is kept where the app is, which is there only after what moderates it.
  const extensions: ExtensionCaller = { call: (...args) => kept.call(...args) }
  const methods = [new KeywordModeration(), new ApiModeration(extensions)]
  const model = new ScriptedModel(script)
  const { workspace, api } = aServedWorkspace({
    model,
    moderation: new ModerationMethods(methods, bufferSize === undefined ? {} : { bufferSize }),
  })
  const ports = { ...workspace, client, cipher: openCipher }
  const kept = new WorkspaceExtensions(ports)
  const added = await new AddApiExtension(ports).execute({
    tenantId: TENANT,
    name: 'Filter',
    endpoint: extension.endpoint,
    apiKey: Secret.of('key-of-the-extension'),
    signal: new AbortController().signal,
  })
  const key = await keyFor(workspace, document(added.id))
  const running = await serve(api, { host: '127.0.0.1', port: 0 })
  closers.push(() => running.close(0))
  const send = async (path: string, body: Json) => {
    const given = { inputs: { name: 'Ada' }, query: 'Hi', user: 'u1', ...body }
    return fetch(`${running.url}/v1${path}`, post(key, given))
  }
  return {
    model,
    extension,
    look: async (path: string) =>
      (await (await fetch(`${running.url}/v1${path}`, get(key))).json()) as Json,
    stream: async (body: Json = {}, path = '/chat-messages') =>
      eventsOf(await (await send(path, { response_mode: 'streaming', ...body })).text()),
    block: async (body: Json = {}, path = '/chat-messages') => {
      const response = await send(path, { response_mode: 'blocking', ...body })
      return { status: response.status, body: (await response.json()) as Json }
    },
  }
}

const namesOf = (events: readonly Json[]) => events.map(({ event }) => event)
const answersOf = (events: readonly Json[]) =>
  events.filter(({ event }) => event === 'message').map(({ answer }) => answer)
const usageOf = (event: Json | undefined) => (event?.['metadata'] as { usage: Json }).usage

describe('moderation over HTTP', () => {
  it('G 105: streams the preset one character a message, with empty usage', async () => {
    const { model, stream } = await served(() => moderatedChat({ inputs: true }))
    const events = await stream({ query: 'BADGER' })
    expect(answersOf(events)).toEqual(Array.from(PRESET_IN))
    expect(namesOf(events).at(-1)).toBe('message_end')
    expect(usageOf(events.at(-1))).toMatchObject({
      prompt_tokens: 0,
      completion_tokens: 0,
      total_tokens: 0,
      currency: 'USD',
      latency: 0,
    })
    expect(Number(usageOf(events.at(-1))['total_price'])).toBe(0)
    expect(model.requests).toEqual([])
  })

  it('answers the preset in one piece when blocking, and remembers it', async () => {
    const { model, block } = await served(() => moderatedChat({ inputs: true }))
    const { status, body } = await block({ query: 'bad' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ event: 'message', answer: PRESET_IN })
    await block({ query: 'And now?', conversation_id: body['conversation_id'] })
    expect(model.requests[0]?.messages.map(textOf)).toEqual([
      'You help Ada.\n',
      'bad',
      PRESET_IN,
      'And now?',
    ])
  })

  it('G 107: replaces the message mid-stream, and ends', async () => {
    const { stream } = await served(() => moderatedChat({ outputs: true }), {
      script: ['So far so good, ', 'then a bad word.', { wait: true }],
      bufferSize: 10,
    })
    const events = await stream()
    expect(namesOf(events)).toEqual(['message', 'message', 'message_replace', 'message_end'])
    const { event, conversation_id, message_id, created_at, task_id, ...own } = events[2]!
    expect(own).toEqual({ answer: PRESET_OUT, reason: '' })
    expect([event, typeof created_at]).toEqual(['message_replace', 'number'])
    const { conversation_id: conversation, message_id: message, task_id: task } = events[0]!
    expect([conversation_id, message_id, task_id]).toEqual([conversation, message, task])
  })

  it('case 54: stores the replaced answer, and blocks until it is known', async () => {
    const { model, block } = await served(() => moderatedChat({ outputs: true }), {
      script: ['a bad word'],
    })
    const { body } = await block()
    expect(body['answer']).toBe(PRESET_OUT)
    await block({ query: 'Again', conversation_id: body['conversation_id'] })
    expect(model.requests[1]?.messages.map(textOf)).toEqual([
      'You help Ada.\n',
      'Hi',
      PRESET_OUT,
      'Again',
    ])
  })

  it('replaces the answer of a completion app', async () => {
    const { stream } = await served(() => moderatedCompletion({ outputs: true }), {
      script: ['a bad word'],
    })
    const events = await stream({}, '/completion-messages')
    expect(namesOf(events)).toEqual(['message', 'message_replace', 'message_end'])
    expect(Object.keys(events[1]!)).not.toContain('conversation_id')
  })

  it('replaces the answer of an advanced-chat app before its end', async () => {
    const { stream, block } = await served(() => moderatedChatflow({ outputs: true }))
    const events = await stream({ query: 'bad' })
    expect(namesOf(events).slice(-3)).toEqual([
      'message_replace',
      'message_end',
      'workflow_finished',
    ])
    expect(events.at(-3)).toMatchObject({ answer: PRESET_OUT, reason: 'output_moderation' })
    expect((await block({ query: 'bad' })).body['answer']).toBe(PRESET_OUT)
  })

  it('answers an advanced-chat app without a run when the input is refused', async () => {
    const { stream, block } = await served(() => moderatedChatflow({ inputs: true }))
    const events = await stream({ query: 'bad' })
    expect(answersOf(events).join('')).toBe(PRESET_IN)
    expect(new Set(namesOf(events))).toEqual(new Set(['message', 'message_end']))
    expect((await block({ query: 'bad' })).body).toMatchObject({
      event: 'message',
      mode: 'advanced-chat',
      answer: PRESET_IN,
    })
  })

  const byExtension = (sides: { readonly inputs?: boolean; readonly outputs?: boolean }) => {
    return (id: string) =>
      moderatedChat({ type: 'api', ...sides, config: { api_based_extension_id: id } })
  }

  it('G 106: lets a real extension put query and inputs in place', async () => {
    const { model, extension, block } = await served(byExtension({ inputs: true }), {
      answers: {
        'app.moderation.input': () => ({
          flagged: true,
          action: 'overridden',
          inputs: { name: 'Eve' },
          query: 'Polite?',
        }),
      },
    })
    expect((await block({ query: 'Rude!' })).body['answer']).toBe('Hello')
    expect(model.requests[0]?.messages.map(textOf)).toEqual(['You help Eve.\n', 'Polite?'])
    expect(extension.asked.at(-1)).toMatchObject({
      point: 'app.moderation.input',
      params: { inputs: { name: 'Ada' }, query: 'Rude!' },
      headers: { authorization: 'Bearer key-of-the-extension' },
    })
  })

  it('G 61: says in the stream what a failing extension said, and answers 400 when blocking', async () => {
    const answers = {
      'app.moderation.input': () => ({ status: 500, text: 'x'.repeat(500) }),
    }
    const { stream, block } = await served(byExtension({ inputs: true }), { answers })
    const message = `The API extension answered with the status 500: ${'x'.repeat(100)}`
    expect(await stream()).toMatchObject([
      { event: 'error', status: 400, code: 'invalid_param', message },
    ])
    expect(await block()).toMatchObject({ status: 400, body: { code: 'invalid_param', message } })
  })

  it('G 108: keeps the answer when a real extension fails to look at it', async () => {
    const { stream, extension } = await served(byExtension({ outputs: true }), {
      answers: { 'app.moderation.output': () => ({ status: 503, text: 'later' }) },
    })
    const events = await stream()
    expect(answersOf(events).join('')).toBe('Hello')
    expect(namesOf(events).at(-1)).toBe('message_end')
    expect(extension.asked.at(-1)).toMatchObject({ params: { text: 'Hello' } })
  })

  it('goes on behind the text a real extension put in place', async () => {
    const { stream } = await served(byExtension({ outputs: true }), {
      script: ['The secret', ' is', ' out.'],
      bufferSize: 5,
      answers: {
        'app.moderation.output': ({ params }) => {
          const text = params?.['text'] as string
          return text.includes('secret')
            ? { flagged: true, action: 'overridden', text: text.replace('secret', '******') }
            : { flagged: false }
        },
      },
    })
    const events = await stream()
    let shown = ''
    for (const { event, answer } of events) {
      if (event === 'message') shown += answer as string
      if (event === 'message_replace') shown = answer as string
    }
    expect(shown).toBe('The ****** is out.')
  })

  it('tells clients of moderation as the document has it', async () => {
    const { look } = await served(() => moderatedChat({ inputs: true }))
    expect((await look('/parameters'))['sensitive_word_avoidance']).toMatchObject({
      enabled: true,
      type: 'keywords',
    })
  })
})
