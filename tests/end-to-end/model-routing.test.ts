import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startOpenAiServer, type OpenAiServer } from '../support/openai-server.js'
import {
  runWeft,
  startWeftServer,
  temporaryFolder,
  type Variables,
  type WeftServer,
} from '../support/weft-process.js'

const [FIRST, SECOND] = ['sk-first-0123456789', 'sk-second-0123456789']

let folder: Awaited<ReturnType<typeof temporaryFolder>>
/** Where the workspace's own credentials lead. */
let provider: OpenAiServer
/** Where what stands in is asked. */
let other: OpenAiServer

beforeAll(async () => {
  folder = await temporaryFolder()
  provider = await startOpenAiServer()
  other = await startOpenAiServer()
  other.answerByDefault({ text: ['The other one.'] })
  const hosts = [provider, other].map(({ url }) => `"${new URL(url).host}"`)
  await folder.write('weft.yaml', `egress: { allow: [${hosts.join(', ')}] }\n`)
  for (const [name, key] of Object.entries({ first: FIRST, second: SECOND })) {
    const values = ['--set', `openai_api_base=${provider.url}`, '--from-env', 'openai_api_key=KEY']
    await weft(['models', 'add', 'openai', '--name', name, ...values], { KEY: key })
  }
}, 60_000)
afterAll(async () => {
  await provider.close()
  await other.close()
  await folder.remove()
})
beforeEach(() => {
  provider.answerByDefault({})
})

/** Runs one command in a process of its own. */
async function weft(args: readonly string[], env: Variables = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await runWeft(args, { cwd: folder.path, env })
  if (exitCode !== 0) throw new Error(`weft ${args.join(' ')} ended with ${exitCode}: ${stderr}`)
  return stdout
}

/** Runs the server with the app for as long as the work takes. */
async function serving(work: (server: WeftServer) => Promise<void>): Promise<void> {
  const app = await folder.write('asker.yml', APP)
  const server = await startWeftServer(['--import', app], {
    cwd: folder.path,
    env: { MISTRAL_API_KEY: 'sk-other-0123456789', MISTRAL_BASE_URL: other.url },
  })
  try {
    await work(server)
  } finally {
    await server.stop()
  }
}

async function ask(server: WeftServer): Promise<unknown> {
  const response = await fetch(`${server.url}/v1/chat-messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.app('Asker').api_key}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      inputs: {},
      query: 'Hello',
      user: 'u1',
      response_mode: 'blocking',
      auto_generate_name: false,
    }),
  })
  const body = (await response.json()) as Record<string, unknown>
  return body['answer'] ?? body
}

/** The keys that calls for an answer came with, from the one of this number on. */
const keysSince = (from: number): readonly unknown[] =>
  provider.requests
    .slice(from)
    .filter(({ path }) => path.endsWith('/chat/completions'))
    .map(({ headers }) => headers.authorization?.replace('Bearer ', ''))

describe('models set up from the command line', { timeout: 120_000 }, () => {
  it('G 24: two credentials answer in turn once load is balanced over them', async () => {
    await weft(['models', 'balance', 'openai/gpt-4o-mini', 'first', 'second'])
    await serving(async (server) => {
      const from = provider.requests.length
      for (let call = 0; call < 4; call++) expect(await ask(server)).toBe('Hello from the server.')
      const keys = keysSince(from)
      expect(new Set(keys.slice(0, 2))).toEqual(new Set([FIRST, SECOND]))
      expect(keys).toEqual([keys[0], keys[1], keys[0], keys[1]])
    })
  })

  it('G 28: one enabled credential is no balance, so the one in use answers', async () => {
    await weft(['models', 'balance', 'openai/gpt-4o-mini', '--disable', 'first'])
    await serving(async (server) => {
      const from = provider.requests.length
      await ask(server)
      await ask(server)
      expect(keysSince(from)).toEqual([FIRST, FIRST])
    })
    await weft(['models', 'balance', 'openai/gpt-4o-mini', '--enable', 'first'])
  })

  it('G 25: what is turned away rests while the other one answers', async () => {
    await serving(async (server) => {
      const from = provider.requests.length
      provider.script({ failure: { type: 'status', status: 429, message: 'slow down' } })
      for (let call = 0; call < 3; call++) expect(await ask(server)).toBe('Hello from the server.')
      const [turnedAway, ...answering] = keysSince(from)
      expect(answering).toHaveLength(3)
      expect(new Set(answering).size).toBe(1)
      expect(answering).not.toContain(turnedAway)
    })
  })

  it('a fallback model answers when the model itself cannot', async () => {
    await weft(['models', 'balance', 'openai/gpt-4o-mini', '--off'])
    const models = ['openai/gpt-4o', 'mistral/mistral-small-latest']
    await weft(['models', 'fallback', 'openai/gpt-4o-mini', ...models])
    await serving(async (server) => {
      expect(await ask(server)).toBe('Hello from the server.')
      provider.answerByDefault({ failure: { type: 'status', status: 401, message: 'no' } })
      const from = provider.requests.length
      expect(await ask(server)).toBe('The other one.')
      const asked = provider.requests.slice(from).map(({ body }) => body['model'])
      expect([...new Set(asked)]).toEqual(['gpt-4o-mini', 'gpt-4o'])
    })
    expect(other.requests.at(-1)?.body['model']).toBe('mistral-small-latest')
    await weft(['models', 'fallback', 'openai/gpt-4o-mini', '--none'])
  })

  it('counts what calls cost by the price that was set', async () => {
    const price = ['--input-price', '1000', '--output-price', '100000', '--currency', 'CHF']
    await weft(['models', 'set', 'openai/gpt-4o-mini', ...price])
    await serving(async (server) => {
      expect(await ask(server)).toBe('Hello from the server.')
    })
    const lines = (await weft(['models', 'usage', '--json'])).trimEnd().split('\n')
    const sums = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    // 11 tokens of the prompt and 7 of the answer.
    expect(sums.find(({ currency }) => currency === 'CHF')).toMatchObject({
      provider: 'openai',
      model: 'gpt-4o-mini',
      calls: 1,
      total_price: '0.711',
    })
    const divided = (await weft(['models', 'usage', '--by', 'day,app', '--json'])).split('\n')
    const priced = divided.find((line) => line.includes('CHF')) ?? ''
    expect(JSON.parse(priced)).toMatchObject({
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
      app: 'Asker',
      total_price: '0.711',
    })
  })

  it('refuses a model that is switched off, until it is switched on', async () => {
    await weft(['models', 'disable', 'openai/gpt-4o-mini'])
    await serving(async (server) => {
      expect(await ask(server)).toMatchObject({ status: 400 })
    })
    await weft(['models', 'enable', 'openai/gpt-4o-mini'])
    await serving(async (server) => {
      expect(await ask(server)).toBe('Hello from the server.')
    })
  })
})

const APP = `
kind: app
version: 0.6.0
app: { name: Asker, mode: chat, description: '', icon: '💬', icon_type: emoji, icon_background: '#fff' }
model_config:
  pre_prompt: Answer.
  prompt_type: simple
  model: { provider: langgenius/openai/openai, name: gpt-4o-mini, mode: chat, completion_params: {} }
  user_input_form: []
`
