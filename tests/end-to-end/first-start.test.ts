import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startOpenAiServer, type OpenAiServer } from '../support/openai-server.js'
import { startProviderServer } from '../support/provider-server.js'
import { readServerSentEvents } from '../support/server-sent-events.js'
import {
  runWeft,
  startWeft,
  startWeftServer,
  temporaryFolder,
  type Variables,
  type WeftServer,
} from '../support/weft-process.js'

const ANSWER = 'Hello from the server.'
const KEY = 'sk-test-0123456789'

type Folder = Awaited<ReturnType<typeof temporaryFolder>>
/** The data of an installation that has been started before. */
let known: Folder
let folder: Folder
/** Speaks every protocol, and offers the models `small` and `large`. */
let provider: OpenAiServer

beforeAll(async () => {
  known = await temporaryFolder()
})
afterAll(() => known.remove())
beforeEach(async () => {
  folder = known
  provider = await startProviderServer()
})
afterEach(() => provider.close())

const start = (env: Variables = {}, args: readonly string[] = []): Promise<WeftServer> =>
  startWeftServer(args, { cwd: folder.path, env })

/** Runs the server for as long as the work takes. */
async function serving<Result>(
  env: Variables,
  work: (server: WeftServer) => Promise<Result>,
): Promise<Result> {
  const server = await start(env)
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}

function post(server: WeftServer, app: string, mode: string, query: string): Promise<Response> {
  return fetch(`${server.url}/v1/chat-messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.app(app).api_key}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      inputs: {},
      query,
      user: 'u1',
      response_mode: mode,
      auto_generate_name: false,
    }),
  })
}

async function ask(server: WeftServer, app: string, query = 'Where is A-1042?'): Promise<unknown> {
  const body = (await (await post(server, app, 'blocking', query)).json()) as Record<
    string,
    unknown
  >
  return body['answer'] ?? body
}

async function stream(server: WeftServer, app: string): Promise<string> {
  const { body } = await post(server, app, 'streaming', 'Where is A-1042?')
  if (!body) throw new Error('The answer has no body')
  let text = ''
  for await (const event of readServerSentEvents(body))
    if (event.event === 'message') text += String(event['answer'])
  return text
}

const askedModels = (): readonly unknown[] =>
  provider.requests.map(({ body }) => body['model']).filter((model) => model !== undefined)

describe('a first start', { timeout: 120_000 }, () => {
  it('answers without a key, through the provider once there is one, and without it again', async () => {
    await serving({}, async (server) => {
      expect(server.default_model).toEqual({
        model: 'offline/echo',
        chosen_by: 'last-resort',
        problems: [],
      })
      expect(await ask(server, 'Hello chat', 'Say it')).toBe('Say it')
    })
    const before = await exported('Hello chat')
    await serving({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: provider.url }, async (server) => {
      expect(server.default_model).toMatchObject({ model: 'openai/small', chosen_by: 'found' })
      for (const app of ['Hello chat', 'Assistant', 'Order desk']) {
        expect(await ask(server, app)).toBe(ANSWER)
        expect(await stream(server, app)).toBe(ANSWER)
      }
    })
    expect(new Set(askedModels())).toEqual(new Set(['small']))
    expect(provider.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`)
    expect(await exported('Hello chat')).toBe(before)
    await serving({}, async (server) => {
      expect(await ask(server, 'Hello chat', 'Say it')).toBe('Say it')
    })
  })

  it('needs no key where the address of a server is enough', async () => {
    await serving({ OPENAI_BASE_URL: provider.url }, async (server) => {
      expect(await ask(server, 'Hello chat')).toBe(ANSWER)
      expect(await stream(server, 'Assistant')).toBe(ANSWER)
    })
  })

  it('takes the everyday model of the catalogue where the provider has no list of its models', async () => {
    const bare = await startOpenAiServer()
    const env = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: bare.url }
    await serving(env, async (server) => {
      expect(server.default_model).toMatchObject({ model: 'openai/gpt-4o-mini', problems: [] })
      expect(await ask(server, 'Hello chat')).toBe(ANSWER)
    })
    expect(bare.requests.at(-1)?.body['model']).toBe('gpt-4o-mini')
    await bare.close()
  })

  it.each([
    ['Anthropic', 'anthropic', { ANTHROPIC_API_KEY: KEY }, 'ANTHROPIC_BASE_URL'],
    ['Google', 'google', { GEMINI_API_KEY: KEY }, 'GOOGLE_BASE_URL'],
    ['Mistral', 'mistral', { MISTRAL_API_KEY: KEY }, 'MISTRAL_BASE_URL'],
    ['DeepSeek', 'deepseek', { DEEPSEEK_API_KEY: KEY }, 'DEEPSEEK_BASE_URL'],
    ['Qwen', 'qwen', { DASHSCOPE_API_KEY: KEY }, 'DASHSCOPE_BASE_URL'],
    ['Ollama, named by its host alone', 'ollama', {}, 'OLLAMA_BASE_URL'],
  ])('answers through %s', async (_, id, env, variable) => {
    const isWhole = ['mistral', 'deepseek', 'qwen'].includes(id)
    const url = isWhole ? provider.url : provider.url.replace(/\/v1$/, '')
    await serving({ ...env, [variable]: url }, async (server) => {
      expect(server.default_model).toMatchObject({ model: `${id}/small`, problems: [] })
      expect(await ask(server, 'Hello chat')).toBe(ANSWER)
      expect(await stream(server, 'Order desk')).toBe(ANSWER)
    })
  })

  it('answers through Amazon Bedrock, which has no list of models', async () => {
    const env = {
      AWS_BEARER_TOKEN_BEDROCK: KEY,
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: provider.url.replace(/\/v1$/, ''),
    }
    await serving(env, async (server) => {
      expect(server.default_model).toMatchObject({ model: 'bedrock/amazon.nova-lite-v1:0' })
      expect(await ask(server, 'Hello chat')).toBe(ANSWER)
    })
  })

  it('answers through a deployment of Azure', async () => {
    const env = {
      AZURE_OPENAI_API_KEY: KEY,
      AZURE_OPENAI_ENDPOINT: provider.url,
      AZURE_OPENAI_DEPLOYMENT: 'my-chat',
    }
    await serving(env, async (server) => {
      expect(server.default_model).toMatchObject({ model: 'azure-openai/my-chat' })
      expect(await ask(server, 'Hello chat')).toBe(ANSWER)
    })
  })

  it('says what is wrong with a key, at the start and to whoever asks', async () => {
    provider.answerByDefault({ failure: { type: 'status', status: 401, message: `No: ${KEY}` } })
    await serving({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: provider.url }, async (server) => {
      expect(server.default_model).toMatchObject({ model: 'openai/gpt-4o-mini' })
      expect(server.default_model?.problems.join()).toContain('[OpenAI]')
      expect(await ask(server, 'Assistant')).toMatchObject({ code: 'completion_request_error' })
      expect(JSON.stringify(server.default_model)).not.toContain(KEY)
    })
  })

  it('leaves other apps alone, and obeys whoever chooses a model', async () => {
    folder = await temporaryFolder()
    const echo = await folder.write('echo.yml', ECHO_APP)
    const env = { OPENAI_BASE_URL: provider.url }
    const server = await start(env, ['--import', echo])
    expect(await ask(server, 'Echo', 'Say it')).toBe('Say it')
    expect(await ask(server, 'Hello chat')).toBe(ANSWER)
    await server.stop()
    await serving({ ...env, WEFT_DEFAULT_MODEL: 'offline/echo' }, async (told) => {
      expect(told.default_model).toMatchObject({ model: 'offline/echo', chosen_by: 'operator' })
      expect(await ask(told, 'Hello chat', 'Say it')).toBe('Say it')
    })
    await runWeft(['models', 'default', 'openai/large'], { cwd: folder.path, env })
    await serving({ ...env, WEFT_DEFAULT_MODEL: 'offline/echo' }, async (chosen) => {
      expect(chosen.default_model).toMatchObject({ model: 'openai/large', chosen_by: 'workspace' })
      expect(await ask(chosen, 'Hello chat')).toBe(ANSWER)
    })
    expect(askedModels().at(-1)).toBe('large')
    await folder.remove()
  })

  it('shows on its screen which model answers, and how to change it', async () => {
    expect(await screen({})).toMatch(/Model +offline\/echo .*\n.*OPENAI_API_KEY/)
    const found = await screen({ OPENAI_BASE_URL: provider.url })
    expect(found).toMatch(/Model +openai\/small .*\n.*WEFT_DEFAULT_MODEL=provider\/name/)
  })
})

describe('an example that is run from its file', () => {
  it('answers through the provider where there is one', async () => {
    const example = fileURLToPath(new URL('../../examples/apps/hello-chat.yml', import.meta.url))
    const env = { OPENAI_BASE_URL: provider.url }
    const args = ['run', example, '--query', 'Hello']
    const { stdout } = await runWeft(args, { cwd: folder.path, env })
    expect(stdout).toBe(`${ANSWER}\n`)
    expect((await runWeft(args, { cwd: folder.path })).stdout).toBe('Hello\n')
  })
})

/** What a person sees once the server is ready. */
async function screen(env: Variables): Promise<string> {
  const child = startWeft(['start', '--port', '0'], { cwd: folder.path, env })
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('Ctrl-C')) break
  }
  child.kill('SIGINT')
  if (child.exitCode === null) await once(child, 'exit')
  return text
}

/** The document of an app, as it is stored. */
async function exported(name: string): Promise<string> {
  const id = await serving({}, (server) => Promise.resolve(server.app(name).id))
  const { stdout } = await runWeft(['export', id], { cwd: folder.path })
  expect(stdout).toContain(name)
  return stdout
}

const ECHO_APP = `
kind: app
version: 0.6.0
app: { name: Echo, mode: chat, description: '', icon: '💬', icon_type: emoji, icon_background: '#fff' }
model_config:
  pre_prompt: Answer.
  prompt_type: simple
  model: { provider: offline, name: echo, mode: chat, completion_params: {} }
  user_input_form: []
`
