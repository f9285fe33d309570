import {
  KeywordModeration,
  ModerationMethods,
  type GenerationEvent,
} from '@weft/application/conversation'
import {
  ConversationId,
  PASSED,
  type InputVerdict,
  type ModeratedInput,
  type ModeratedOutput,
  type ModerationMethod,
  type OutputVerdict,
} from '@weft/domain/conversation'
import type { App } from '@weft/domain/app'
import { TokenUsage, ValidationError, type JsonObject } from '@weft/domain/kernel'
import { textOf } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { say, type Turn } from '../support/say.js'
import { SCRIPTED_USAGE, ScriptedModel, type ScriptStep } from '../support/scripted-model.js'
import { aWorkspace, collect, importedApp, only, type Workspace } from '../support/workspace.js'
import {
  moderatedChat,
  moderatedChatflow,
  moderatedCompletion,
  PRESET_IN,
  PRESET_OUT,
} from './moderated-documents.js'

/** Does as it is told, and remembers what it was asked. */
class ScriptedModeration implements ModerationMethod {
  readonly type = 'api'
  readonly inputs: ModeratedInput[] = []
  readonly outputs: ModeratedOutput[] = []

  constructor(
    private readonly verdicts: {
      readonly input?: (asked: ModeratedInput) => InputVerdict | Promise<InputVerdict>
      readonly output?: (text: string) => OutputVerdict | Promise<OutputVerdict>
    },
  ) {}

  async moderateInput(subject: ModeratedInput): Promise<InputVerdict> {
    this.inputs.push(subject)
    return this.verdicts.input?.(subject) ?? PASSED
  }

  async moderateOutput(subject: ModeratedOutput): Promise<OutputVerdict> {
    this.outputs.push(subject)
    return this.verdicts.output?.(subject.text) ?? PASSED
  }
}

type Setup = {
  readonly script?: readonly ScriptStep[]
  readonly method?: ModerationMethod
  readonly bufferSize?: number
}

async function moderated(text: string, { script = ['Hel', 'lo'], method, bufferSize }: Setup = {}) {
  const model = new ScriptedModel(script)
  const methods = method ? [new KeywordModeration(), method] : [new KeywordModeration()]
  const moderation = new ModerationMethods(methods, bufferSize === undefined ? {} : { bufferSize })
  const workspace = aWorkspace({ model, moderation })
  return { model, workspace, app: await importedApp(workspace, text) }
}

const textsOf = (events: readonly GenerationEvent[]) =>
  events.flatMap((event) => (event.type === 'MessageTextStreamed' ? [event.text] : []))

/** What a client that keeps up with the events shows at the end. */
const shown = (events: readonly GenerationEvent[]): string => {
  let text = ''
  for (const event of events) {
    if (event.type === 'MessageTextStreamed' || event.type === 'AnswerStreamed') text += event.text
    if (event.type === 'MessageReplaced') text = event.answer
    if (event.type === 'AnswerReplaced') text = event.text
  }
  return text
}

async function storedMessages({ read }: Workspace, events: readonly GenerationEvent[]) {
  const { message } = only(events, 'GenerationBegun')
  const id = ConversationId.parse(message!.conversationId)
  const history = await read(({ messages }) => messages.listHistory(id, 10))
  return history.map(({ properties }) => properties)
}

const storedMessage = async ({ read }: Workspace, events: readonly GenerationEvent[]) =>
  (await read(({ messages }) => messages.find(only(events, 'GenerationBegun').message!.id)))!
    .properties

const typesOf = (events: readonly GenerationEvent[]) => events.map(({ type }) => type)

const ask = (workspace: Workspace, app: App, turn: Turn) => collect(say(workspace, app, turn))

describe('moderation of what a user says to a chat app', () => {
  it('G 105: says the preset character by character, and asks no model', async () => {
    const { model, workspace, app } = await moderated(moderatedChat({ inputs: true }))
    const events = await ask(workspace, app, { query: 'A BADGER!' })
    expect(textsOf(events)).toEqual(Array.from(PRESET_IN))
    expect(model.requests).toEqual([])
    expect(only(events, 'MessageEnded')).toMatchObject({
      answer: PRESET_IN,
      usage: TokenUsage.none,
    })
    expect(await storedMessage(workspace, events)).toMatchObject({
      query: 'A BADGER!',
      answer: PRESET_IN,
      status: 'normal',
      usage: TokenUsage.none,
      prompt: [],
    })
  })

  it('says the preset at once where nobody reads along', async () => {
    const { workspace, app } = await moderated(moderatedChat({ inputs: true }))
    const events = await ask(workspace, app, { query: 'bad', isStreamed: false })
    expect(textsOf(events)).toEqual([PRESET_IN])
  })

  it('looks at the inputs, too', async () => {
    const { workspace, app } = await moderated(moderatedChat({ inputs: true }))
    const events = await ask(workspace, app, { inputs: { name: 'Worse' } })
    expect(only(events, 'MessageEnded').answer).toBe(PRESET_IN)
  })

  it('lets through what nothing is found in, and everything where inputs are not moderated', async () => {
    const found = await moderated(moderatedChat({ inputs: true }))
    expect(shown(await ask(found.workspace, found.app, { query: 'good' }))).toBe('Hello')
    const off = await moderated(moderatedChat({ outputs: true }))
    expect(shown(await ask(off.workspace, off.app, { query: 'bad' }))).toBe('Hello')
  })

  it('G 106: gives the model the query and inputs an extension put in place', async () => {
    const method = new ScriptedModeration({
      input: () => ({ action: 'overridden', query: 'Polite?', inputs: { name: 'Eve' } }),
    })
    const { model, workspace, app } = await moderated(
      moderatedChat({ type: 'api', inputs: true }),
      {
        method,
      },
    )
    const events = await ask(workspace, app, { query: 'Rude!' })
    expect(model.requests[0]?.messages.map(textOf)).toEqual(['You help Eve.\n', 'Polite?'])
    expect(await storedMessage(workspace, events)).toMatchObject({
      query: 'Rude!',
      inputs: { name: 'Ada' },
      prompt: [
        { role: 'system', text: 'You help Eve.\n' },
        { role: 'user', text: 'Polite?' },
      ],
    })
    expect(method.inputs[0]).toMatchObject({ appId: app.id, query: 'Rude!' })
  })

  it('keeps the query out of the inputs', async () => {
    const method = new ScriptedModeration({})
    const { workspace, app } = await moderated(moderatedChat({ type: 'api', inputs: true }), {
      method,
    })
    const events = await ask(workspace, app, { query: 'Hi' })
    expect(method.inputs[0]?.inputs).toEqual({ name: 'Ada' })
    expect((await storedMessage(workspace, events)).inputs).toEqual({ name: 'Ada' })
  })

  it('breaks off when the input cannot be moderated', async () => {
    const method = new ScriptedModeration({
      input: () => Promise.reject(new ValidationError('The extension answered 500.')),
    })
    const { model, workspace, app } = await moderated(
      moderatedChat({ type: 'api', inputs: true }),
      {
        method,
      },
    )
    const events = await ask(workspace, app, {})
    expect(typesOf(events)).toEqual(['GenerationBegun', 'GenerationFailed'])
    expect(only(events, 'GenerationFailed').error.message).toBe('The extension answered 500.')
    expect(model.requests).toEqual([])
    expect((await storedMessage(workspace, events)).status).toBe('error')
  })

  it('refuses an app whose method is not there, before anything is stored', async () => {
    const { workspace, app } = await moderated(moderatedChat({ type: 'psychic', inputs: true }))
    await expect(ask(workspace, app, {})).rejects.toMatchObject({
      code: 'moderation.not_available',
      type: 'psychic',
    })
  })

  it('is remembered by the conversation as it was answered', async () => {
    const { model, workspace, app } = await moderated(moderatedChat({ inputs: true }))
    const events = await ask(workspace, app, { query: 'bad' })
    const { conversationId } = only(events, 'GenerationBegun').message!
    await ask(workspace, app, { query: 'And now?', conversationId })
    expect(model.requests[0]?.messages.map(textOf)).toEqual([
      'You help Ada.\n',
      'bad',
      PRESET_IN,
      'And now?',
    ])
  })
})

describe('moderation of what a chat app answers', () => {
  it('G 107: puts the preset in place of the answer, and waits for no more of it', async () => {
    const { workspace, app } = await moderated(moderatedChat({ outputs: true }), {
      script: ['Fine so far, ', 'but now a bad word', { wait: true }],
      bufferSize: 10,
    })
    const events = await ask(workspace, app, {})
    expect(typesOf(events)).toEqual([
      'GenerationBegun',
      'MessageTextStreamed',
      'MessageTextStreamed',
      'MessageReplaced',
      'MessageEnded',
    ])
    expect(only(events, 'MessageReplaced').answer).toBe(PRESET_OUT)
    expect(only(events, 'MessageEnded').answer).toBe(PRESET_OUT)
    const stored = await storedMessage(workspace, events)
    expect(stored).toMatchObject({ answer: PRESET_OUT, status: 'normal' })
    expect(stored.usage.completionTokens).toBe('Fine so far, but now a bad word'.length)
  })

  it('G 107: breaks off a model that is silent when the verdict comes', async () => {
    const method = new ScriptedModeration({
      async output() {
        await new Promise((resolve) => setImmediate(resolve))
        return { action: 'direct_output', presetResponse: 'No.' }
      },
    })
    const { model, workspace, app } = await moderated(
      moderatedChat({ type: 'api', outputs: true }),
      { script: ['Hmm', { wait: true }], method, bufferSize: 1 },
    )
    const events = await ask(workspace, app, {})
    expect(typesOf(events).slice(-2)).toEqual(['MessageReplaced', 'MessageEnded'])
    expect(only(events, 'MessageEnded').answer).toBe('No.')
    expect(model.aborts).toBe(1)
  })

  it('looks at the whole answer once more when it is there', async () => {
    const { workspace, app } = await moderated(moderatedChat({ outputs: true }), {
      script: ['a ba', 'd word'],
    })
    const events = await ask(workspace, app, {})
    expect(typesOf(events).slice(-2)).toEqual(['MessageReplaced', 'MessageEnded'])
    expect(only(events, 'MessageEnded')).toMatchObject({
      answer: PRESET_OUT,
      usage: SCRIPTED_USAGE,
    })
    expect((await storedMessages(workspace, events))[0]?.answer).toBe(PRESET_OUT)
  })

  it('goes on behind the text an extension put in place', async () => {
    const method = new ScriptedModeration({
      output: (text) =>
        text.includes('secret')
          ? { action: 'overridden', text: text.replace('secret', '******') }
          : PASSED,
    })
    const { workspace, app } = await moderated(moderatedChat({ type: 'api', outputs: true }), {
      script: ['The secret', ' is', ' out', '.'],
      method,
      bufferSize: 5,
    })
    const events = await ask(workspace, app, {})
    expect(shown(events)).toBe('The ****** is out.')
    expect(only(events, 'MessageEnded').answer).toBe('The ****** is out.')
    expect((await storedMessage(workspace, events)).answer).toBe('The ****** is out.')
    expect(typesOf(events)).toContain('MessageReplaced')
  })

  it('checks no sooner than as many characters have come as the buffer takes', async () => {
    const method = new ScriptedModeration({})
    const { workspace, app } = await moderated(moderatedChat({ type: 'api', outputs: true }), {
      script: ['1234', '5678', '90'],
      method,
      bufferSize: 8,
    })
    await ask(workspace, app, {})
    expect(method.outputs.map(({ text }) => text)).toEqual(['12345678', '1234567890'])
  })

  it('takes 300 characters for a buffer', async () => {
    const method = new ScriptedModeration({})
    const { workspace, app } = await moderated(moderatedChat({ type: 'api', outputs: true }), {
      script: ['x'.repeat(299), 'y', 'z'],
      method,
    })
    await ask(workspace, app, {})
    expect(method.outputs.map(({ text }) => text.length)).toEqual([300, 301])
  })

  it('G 108: leaves the answer alone when it cannot be moderated', async () => {
    const method = new ScriptedModeration({ output: () => Promise.reject(new Error('down')) })
    const { workspace, app } = await moderated(moderatedChat({ type: 'api', outputs: true }), {
      method,
      bufferSize: 1,
    })
    const events = await ask(workspace, app, {})
    expect(typesOf(events)).not.toContain('MessageReplaced')
    expect(only(events, 'MessageEnded').answer).toBe('Hello')
    expect((await storedMessage(workspace, events)).status).toBe('normal')
  })

  it('does not hold the answer up', async () => {
    let settle: (verdict: OutputVerdict) => void = () => undefined
    const pending = new Promise<OutputVerdict>((resolve) => (settle = resolve))
    const method = new ScriptedModeration({
      output: (text) => (text === 'Hello there' ? PASSED : pending),
    })
    const { workspace, app } = await moderated(moderatedChat({ type: 'api', outputs: true }), {
      script: ['Hello', ' there'],
      method,
      bufferSize: 5,
    })
    const texts: string[] = []
    for await (const batch of say(workspace, app, {})) {
      texts.push(...textsOf(batch))
      if (texts.length === 2) settle(PASSED)
    }
    expect(texts).toEqual(['Hello', ' there'])
  })

  it('looks at what there is when the caller stops', async () => {
    const { workspace, app } = await moderated(moderatedChat({ outputs: true }), {
      script: ['a bad', { wait: true }],
    })
    const caller = new AbortController()
    const events: GenerationEvent[] = []
    for await (const batch of say(workspace, app, { signal: caller.signal })) {
      events.push(...batch)
      if (textsOf(batch).length > 0) caller.abort()
    }
    expect(only(events, 'MessageEnded').answer).toBe(PRESET_OUT)
    expect((await storedMessage(workspace, events)).answer).toBe(PRESET_OUT)
  })

  it('moderates completion apps alike', async () => {
    const input = await moderated(moderatedCompletion({ inputs: true }))
    const turn = { kind: 'completion', query: 'bad' } as const
    expect(shown(await ask(input.workspace, input.app, turn))).toBe(PRESET_IN)
    const output = await moderated(moderatedCompletion({ outputs: true }), { script: ['bad'] })
    const events = await ask(output.workspace, output.app, { kind: 'completion' })
    expect(shown(events)).toBe(PRESET_OUT)
  })
})

describe('moderation of an advanced-chat app', () => {
  it('says the preset without a run', async () => {
    const { workspace, app } = await moderated(moderatedChatflow({ inputs: true }))
    const events = await ask(workspace, app, { query: 'bad' })
    expect(new Set(typesOf(events))).toEqual(
      new Set(['GenerationBegun', 'MessageTextStreamed', 'MessageEnded']),
    )
    expect(textsOf(events)).toEqual(Array.from(PRESET_IN))
    const stored = await storedMessage(workspace, events)
    expect(stored).toMatchObject({ answer: PRESET_IN, status: 'normal', usage: TokenUsage.none })
    expect(stored.runId).toBeUndefined()
    expect(workspace.registry.size).toBe(0)
  })

  it('runs with the query and inputs an extension put in place', async () => {
    const method = new ScriptedModeration({
      input: ({ inputs }) => ({ action: 'overridden', query: 'Polite?', inputs }),
    })
    const document = moderatedChatflow({ type: 'api', inputs: true })
    const { workspace, app } = await moderated(document, { method })
    const events = await ask(workspace, app, { query: 'Rude!' })
    expect(typesOf(events).slice(0, 2)).toEqual(['GenerationBegun', 'RunStarted'])
    expect(typesOf(events).filter((type) => type === 'GenerationBegun')).toHaveLength(1)
    expect(only(events, 'MessageEnded').answer).toBe('1: Polite?, before: nothing')
    expect(await storedMessage(workspace, events)).toMatchObject({ query: 'Rude!' })
    expect(workspace.registry.size).toBe(0)
  })

  it('breaks off without a run when the input cannot be moderated', async () => {
    const method = new ScriptedModeration({ input: () => Promise.reject(new Error('down')) })
    const document = moderatedChatflow({ type: 'api', inputs: true })
    const { workspace, app } = await moderated(document, { method })
    const events = await ask(workspace, app, {})
    expect(typesOf(events)).toEqual(['GenerationBegun', 'GenerationFailed'])
    expect(await storedMessage(workspace, events)).toMatchObject({ status: 'error' })
    expect(workspace.registry.size).toBe(0)
  })

  it('puts the preset in place of an answer before its end is told', async () => {
    const { workspace, app } = await moderated(moderatedChatflow({ outputs: true }))
    const events = await ask(workspace, app, { query: 'bad' })
    expect(typesOf(events).slice(-3)).toEqual(['AnswerReplaced', 'MessageEnded', 'RunSucceeded'])
    expect(only(events, 'MessageEnded').answer).toBe(PRESET_OUT)
    expect((await storedMessage(workspace, events)).answer).toBe(PRESET_OUT)
  })

  it('records the replacement with the run', async () => {
    const { workspace, app } = await moderated(moderatedChatflow({ outputs: true }))
    const events = await ask(workspace, app, { query: 'bad' })
    const { id } = only(events, 'GenerationBegun').run!
    const recorded = await workspace.runEvents.read(app.tenantId, id)
    expect(recorded.map(({ event }) => event)).toContainEqual({
      type: 'AnswerReplaced',
      text: PRESET_OUT,
    })
  })

  it('stops the run once the preset took the place of its answer', async () => {
    const document = moderatedChatflow({ outputs: true }).replace(
      `    edges:`,
      `      - id: llm
        data:
          type: llm
          title: LLM
          model: { provider: openai, name: test-model, mode: chat, completion_params: {} }
          prompt_template: [{ role: user, text: hi }]
          context: { enabled: false }
          vision: { enabled: false }
      - id: last
        data: { type: answer, title: Last, answer: '{{#llm.text#}}' }
    edges:
      - { id: e3, source: note, target: llm, sourceHandle: source, targetHandle: target }
      - { id: e4, source: llm, target: last, sourceHandle: source, targetHandle: target }`,
    )
    const { model, workspace, app } = await moderated(document, {
      script: ['and a bad word', { wait: true }],
      bufferSize: 5,
    })
    const events = await ask(workspace, app, { query: 'Hi' })
    expect(typesOf(events).slice(-3)).toEqual(['AnswerReplaced', 'RunStopped', 'MessageEnded'])
    expect(only(events, 'RunStopped').cause).toBe('moderation')
    expect(shown(events)).toBe(PRESET_OUT)
    expect(model.requests).toHaveLength(1)
    expect(await storedMessage(workspace, events)).toMatchObject({
      answer: PRESET_OUT,
      status: 'normal',
    })
    const { id } = only(events, 'GenerationBegun').run!
    expect(await workspace.runEvents.find(app.tenantId, app.id, id)).toMatchObject({
      status: 'stopped',
      error: 'Stopped by output moderation.',
    })
  })

  it('goes on behind the text an extension put in place', async () => {
    const method = new ScriptedModeration({
      output: (text) => ({ action: 'overridden', text: text.replaceAll('secret', '******') }),
    })
    const document = moderatedChatflow({ type: 'api', outputs: true })
    const { workspace, app } = await moderated(document, { method, bufferSize: 1 })
    const events = await ask(workspace, app, { query: 'the secret' })
    expect(shown(events)).toBe('1: the ******, before: nothing')
    expect((await storedMessage(workspace, events)).answer).toBe('1: the ******, before: nothing')
  })
})

describe('what is stored of an answer', () => {
  const inputs: JsonObject = { name: 'Ada' }

  it('is trimmed, and holds nothing a later prompt would fill in', async () => {
    const { workspace, app } = await moderated(moderatedChat({ inputs: true }), {
      script: ['  Say {{name}} or {{#context#}}.\n'],
    })
    const events = await ask(workspace, app, { inputs })
    expect(only(events, 'MessageEnded').answer).toBe('  Say {{name}} or {{#context#}}.\n')
    expect((await storedMessage(workspace, events)).answer).toBe('Say {name} or {#context#}.')
  })

  it('comes with the prompt and the time it took as a whole', async () => {
    const { workspace, app } = await moderated(moderatedChat({ inputs: true }))
    const events = await ask(workspace, app, { inputs, query: 'Hi' })
    const stored = await storedMessage(workspace, events)
    expect(stored.prompt).toEqual([
      { role: 'system', text: 'You help Ada.\n', files: [] },
      { role: 'user', text: 'Hi', files: [] },
    ])
    expect(stored.usage).toEqual(SCRIPTED_USAGE)
    expect(stored.responseSeconds).toBeGreaterThanOrEqual(0)
  })
})
