import {
  ApiExternalData,
  ApiModeration,
  ExternalData,
  ModerationMethods,
} from '@weft/application/conversation'
import type { ExtensionCaller } from '@weft/application/extension'
import type { ExternalDataQuery, ExternalDataTool } from '@weft/domain/conversation'
import type { ExtensionCall } from '@weft/domain/extension'
import type { JsonObject } from '@weft/domain/kernel'
import { textOf } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { CHAT_DOCUMENT } from '../support/documents.js'
import { say } from '../support/say.js'
import { ScriptedModel } from '../support/scripted-model.js'
import { aWorkspace, collect, importedApp, only } from '../support/workspace.js'
import { moderatedChat } from './moderated-documents.js'

const config = { api_based_extension_id: 'e-1' }

const withTools = (document: string, tools: readonly JsonObject[]) => {
  const asking = document.replace('You help {{name}}.', 'Of {{name}} - {{weather}}, {{news}}.')
  return `${asking}  external_data_tools: ${JSON.stringify(tools)}
`
}

const tools = ['weather', 'news'].map((variable) => ({
  enabled: true,
  variable,
  type: 'api',
  config,
}))

/** Answers by point, and remembers what it was asked. */
class ScriptedExtensions implements ExtensionCaller {
  readonly calls: (ExtensionCall & { readonly id: string })[] = []

  constructor(private readonly answer: (call: ExtensionCall) => JsonObject) {}

  async call(_tenantId: string, id: string, call: ExtensionCall): Promise<JsonObject> {
    this.calls.push({ id, ...call })
    return this.answer(call)
  }
}

async function aChat(document: string, extensions: ExtensionCaller, tool?: ExternalDataTool) {
  const model = new ScriptedModel(['Hello'])
  const workspace = aWorkspace({
    model,
    moderation: new ModerationMethods([new ApiModeration(extensions)]),
    externalData: new ExternalData([tool ?? new ApiExternalData(extensions)]),
  })
  const app = await importedApp(workspace, document)
  return { model, workspace, app }
}

describe('external data tools', () => {
  it('are all asked about the same inputs, and fill their variables in', async () => {
    const extensions = new ScriptedExtensions(({ params }) => ({
      result: `some ${params?.['tool_variable'] as string}`,
    }))
    const { model, workspace, app } = await aChat(withTools(CHAT_DOCUMENT, tools), extensions)
    const events = await collect(say(workspace, app, { query: 'Well?' }))
    expect(extensions.calls).toEqual(
      ['weather', 'news'].map((variable) => ({
        id: 'e-1',
        point: 'app.external_data_tool.query',
        params: {
          app_id: app.id,
          tool_variable: variable,
          inputs: { name: 'Ada' },
          query: 'Well?',
        },
      })),
    )
    expect(model.requests[0]?.messages.map(textOf)[0]).toBe('Of Ada - some weather, some news.\n')
    const { id } = only(events, 'GenerationBegun').message!
    const stored = await workspace.read(({ messages }) => messages.find(id))
    expect(stored?.properties.inputs).toEqual({ name: 'Ada' })
  })

  it('are asked at the same time', async () => {
    const waiting: (() => void)[] = []
    const tool: ExternalDataTool = {
      type: 'api',
      query: ({ variable }: ExternalDataQuery) =>
        new Promise((resolve) => {
          waiting.push(() => {
            resolve(variable)
          })
          if (waiting.length === 2) for (const release of waiting) release()
        }),
    }
    const extensions = new ScriptedExtensions(() => ({}))
    const { model, workspace, app } = await aChat(withTools(CHAT_DOCUMENT, tools), extensions, tool)
    await collect(say(workspace, app))
    expect(model.requests[0]?.messages.map(textOf)[0]).toBe('Of Ada - weather, news.\n')
  })

  it('are asked about what moderation let through', async () => {
    const extensions = new ScriptedExtensions(({ point }) =>
      point === 'app.moderation.input'
        ? { flagged: true, action: 'overridden', inputs: { name: 'Eve' }, query: 'Polite?' }
        : { result: 'x' },
    )
    const moderated = moderatedChat({ type: 'api', inputs: true, config })
    const { model, workspace, app } = await aChat(withTools(moderated, tools), extensions)
    await collect(say(workspace, app, { query: 'Rude!' }))
    expect(extensions.calls.map(({ params }) => params?.['query'])).toEqual([
      'Rude!',
      'Polite?',
      'Polite?',
    ])
    expect(model.requests[0]?.messages.map(textOf)).toEqual(['Of Eve - x, x.\n', 'Polite?'])
  })

  it('break the answer off when one of them fails, and give the others up', async () => {
    let givenUp: unknown
    const tool: ExternalDataTool = {
      type: 'api',
      query: ({ variable }, { signal }) =>
        variable === 'weather'
          ? Promise.reject(new Error('down'))
          : new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => {
                givenUp = signal.reason
                reject(new Error('given up'))
              })
            }),
    }
    const extensions = new ScriptedExtensions(() => ({}))
    const { model, workspace, app } = await aChat(withTools(CHAT_DOCUMENT, tools), extensions, tool)
    const events = await collect(say(workspace, app))
    expect(only(events, 'GenerationFailed').error.cause).toMatchObject({ message: 'down' })
    expect(givenUp).toMatchObject({ message: 'down' })
    expect(model.requests).toEqual([])
  })

  it('break the answer off when an extension answers no text', async () => {
    const extensions = new ScriptedExtensions(() => ({ result: 5 }))
    const { workspace, app } = await aChat(withTools(CHAT_DOCUMENT, tools), extensions)
    const events = await collect(say(workspace, app))
    expect(only(events, 'GenerationFailed').error).toMatchObject({ code: 'extension.failed' })
  })

  it('are refused before anything is stored where their type is not there', async () => {
    const odd = [{ ...tools[0], type: 'oracle' }] as readonly JsonObject[]
    const extensions = new ScriptedExtensions(() => ({}))
    const { workspace, app } = await aChat(withTools(CHAT_DOCUMENT, odd), extensions)
    await expect(collect(say(workspace, app))).rejects.toMatchObject({
      code: 'external_data_tool.not_available',
      variable: 'weather',
    })
  })
})

describe('moderation by an API extension', () => {
  const moderated = moderatedChat({ type: 'api', inputs: true, outputs: true, config })

  it('asks with the app, its inputs and query, and then with the answer', async () => {
    const extensions = new ScriptedExtensions(() => ({ flagged: false, action: 'direct_output' }))
    const { workspace, app } = await aChat(moderated, extensions)
    await collect(say(workspace, app, { query: 'Hi' }))
    expect(extensions.calls).toEqual([
      {
        id: 'e-1',
        point: 'app.moderation.input',
        params: { app_id: app.id, inputs: { name: 'Ada' }, query: 'Hi' },
      },
      { id: 'e-1', point: 'app.moderation.output', params: { app_id: app.id, text: 'Hello' } },
    ])
  })

  it('says what the extension says instead', async () => {
    const extensions = new ScriptedExtensions(({ point }) =>
      point === 'app.moderation.input'
        ? { flagged: false }
        : { flagged: true, action: 'direct_output', preset_response: 'Rather not.' },
    )
    const { workspace, app } = await aChat(moderated, extensions)
    const events = await collect(say(workspace, app))
    expect(only(events, 'MessageEnded').answer).toBe('Rather not.')
  })

  it('keeps what the extension does not name', async () => {
    const extensions = new ScriptedExtensions(({ point }) =>
      point === 'app.moderation.input' ? { flagged: true, action: 'overridden' } : {},
    )
    const { model, workspace, app } = await aChat(moderated, extensions)
    await collect(say(workspace, app, { query: 'Hi' }))
    expect(model.requests[0]?.messages.map(textOf)).toEqual(['You help Ada.\n', 'Hi'])
  })

  it('breaks off on an action nobody knows before the model, and ignores it after', async () => {
    const before = new ScriptedExtensions(() => ({ flagged: true, action: 'explode' }))
    const first = await aChat(moderated, before)
    const failed = await collect(say(first.workspace, first.app))
    expect(only(failed, 'GenerationFailed').error).toMatchObject({ code: 'extension.failed' })
    const after = new ScriptedExtensions(({ point }) => ({
      flagged: point === 'app.moderation.output',
      action: 'explode',
    }))
    const second = await aChat(moderated, after)
    const events = await collect(say(second.workspace, second.app))
    expect(only(events, 'MessageEnded').answer).toBe('Hello')
  })
})
