import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { runProgram, type CommandHost } from '@weft/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startOpenAiServer, type OpenAiServer } from '../support/openai-server.js'
import { startWeftServer, temporaryFolder } from '../support/weft-process.js'

const PLANTED = 'sk-planted-secret-0123456789'
const ROTATED = 'sk-rotated-secret-0123456789'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let provider: OpenAiServer

beforeEach(async () => {
  folder = await temporaryFolder()
  provider = await startOpenAiServer()
  const { host } = new URL(provider.url)
  await folder.write('weft.yaml', `egress: { allow: ["${host}"] }\n`)
})
afterEach(async () => {
  await provider.close()
  await folder.remove()
})

type Options = { readonly env?: Record<string, string>; readonly typed?: string }

async function weft(args: readonly string[], { env = {}, typed }: Options = {}) {
  let stdout = ''
  let stderr = ''
  const host: CommandHost = {
    workingDir: folder.path,
    environment: env,
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    onInterrupt: () => () => undefined,
    ...(typed === undefined ? {} : { readSecret: () => Promise.resolve(`${typed}\n`) }),
  }
  return { exitCode: await runProgram(args, host), stdout, stderr }
}

const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const addOpenAi = (more: readonly string[] = [], typed = PLANTED) =>
  weft(['models', 'add', 'openai', '--set', `openai_api_base=${provider.url}`, '--json', ...more], {
    typed,
  })

const idOf = ({ stdout }: { readonly stdout: string }): string =>
  String(jsonLines(stdout)[0]?.['id'])

describe('weft models', () => {
  it('lists what works without any set-up, and what could be set up', async () => {
    const offline = await weft(['models', 'list', '--json'])
    expect(jsonLines(offline.stdout).map(({ provider: id }) => id)).toContain('offline')
    const providers = await weft(['models', 'list', '--providers'])
    expect(providers.stdout).toMatch(/^anthropic +Anthropic +.*anthropic_api_key/m)
    const openai = await weft(['models', 'list', '--json'], { env: { OPENAI_API_KEY: PLANTED } })
    expect(jsonLines(openai.stdout)).toContainEqual(
      expect.objectContaining({ provider: 'openai', source: 'operator', status: 'active' }),
    )
  })

  it('adds, shows, tests, chooses and removes credentials', async () => {
    const added = await addOpenAi()
    expect(added.exitCode).toBe(0)
    expect(provider.requests.at(-1)?.headers.authorization).toBe(`Bearer ${PLANTED}`)
    const id = idOf(added)
    const shown = await weft(['models', 'list', '--credentials', '--json'])
    expect(jsonLines(shown.stdout)).toMatchObject([
      { id, active: true, values: { openai_api_key: 'sk-pla************89' } },
    ])
    const tested = await weft(['models', 'test', id])
    expect(tested.stdout).toMatch(/answers after \d+ ms/)
    const chosen = await weft(['models', 'default', 'openai/gpt-4o'])
    expect(chosen.stdout).toBe('openai/gpt-4o\n')
    expect((await weft(['models', 'default'])).stdout).toBe('openai/gpt-4o\n')
    const call = await weft(['models', 'test', 'nowhere/at-all'])
    expect(call.exitCode).toBe(0)
    const usage = await weft(['models', 'usage', '--json'])
    expect(jsonLines(usage.stdout)).toMatchObject([
      { provider: 'openai', model: 'gpt-4o', calls: 1, failed_calls: 0, counted_calls: 1 },
    ])
    await weft(['models', 'disable', 'openai/gpt-4o'])
    expect((await weft(['models', 'test', 'openai/gpt-4o'])).stderr).toContain('switched it off')
    expect((await weft(['models', 'remove', id, '--yes'])).exitCode).toBe(0)
    expect((await weft(['models', 'list', '--credentials'])).stdout).toContain('no credentials')
  }, 60_000)

  it('keeps nothing the provider does not accept', async () => {
    provider.answerByDefault({
      failure: { type: 'status', status: 401, message: `Incorrect API key: ${PLANTED}` },
    })
    const refused = await addOpenAi()
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('The credentials do not work')
    expect(refused.stderr + refused.stdout).not.toContain('planted')
    expect((await weft(['models', 'list', '--credentials'])).stdout).toContain('no credentials')
  })

  it.each([
    ['a secret on the command line', ['--set', `openai_api_key=${PLANTED}`]],
    ['a variable the form does not have', ['--set', 'nonsense=1']],
    ['an environment variable that is not set', ['--from-env', 'openai_api_key=UNSET']],
    ['a value without a variable', ['--set', '=1']],
    ['an unknown type', ['--model', 'm', '--type', 'nonsense']],
  ])('refuses %s', async (_, more) => {
    const { exitCode, stderr, stdout } = await addOpenAi(more)
    expect(exitCode).toBe(2)
    expect(stderr).not.toBe('')
    expect(stderr + stdout).not.toContain(PLANTED)
    expect(provider.requests).toHaveLength(0)
  })

  it('takes secrets from the environment', async () => {
    const args = ['models', 'add', 'openai', '--from-env', 'openai_api_key=MY_KEY']
    const { exitCode, stdout } = await weft([...args, '--set', `openai_api_base=${provider.url}`], {
      env: { MY_KEY: PLANTED },
    })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('sk-pla************89')
    expect(provider.requests.at(-1)?.headers.authorization).toBe(`Bearer ${PLANTED}`)
  })

  it('takes secrets from a file, and asks before it forgets anything', async () => {
    await folder.write('second.key', `${ROTATED}\n`)
    const base = ['--set', `openai_api_base=${provider.url}`, '--json']
    const file = ['models', 'add', 'openai', '--from-file', 'openai_api_key=second.key']
    const added = await weft([...file, ...base])
    expect(provider.requests.at(-1)?.headers.authorization).toBe(`Bearer ${ROTATED}`)
    const id = idOf(added)
    const unsure = await weft(['models', 'remove', id])
    expect(unsure.exitCode).toBe(2)
    expect(unsure.stderr).toContain('--yes')
    const missing = [...file.slice(0, -1), 'openai_api_key=nowhere.key', ...base]
    expect((await weft(missing)).stderr).toContain('nowhere.key cannot be read')
    const renamed = await weft(['models', 'change', id, '--name', 'second', '--json'])
    expect(jsonLines(renamed.stdout)).toMatchObject([{ id, name: 'second' }])
    expect(provider.requests.at(-1)?.headers.authorization).toBe(`Bearer ${ROTATED}`)
    const changed = await weft(['models', 'change', id, '--stdin'], { typed: PLANTED })
    expect(changed.exitCode).toBe(0)
    expect(provider.requests.at(-1)?.headers.authorization).toBe(`Bearer ${PLANTED}`)
    expect((await weft(['models', 'change', id])).stderr).toContain('Say what to change')
    expect((await weft(['models', 'remove', id, '--yes'])).exitCode).toBe(0)
  }, 60_000)

  it('sets prices, sizes and features of a model, and forgets them again', async () => {
    await addOpenAi()
    const price = ['--input-price', '2.50', '--output-price', '10', '--currency', 'EUR']
    const set = await weft(['models', 'set', 'openai/gpt-4o', ...price, '--json'])
    const pricing = { input: '2.50', output: '10', unit: '0.000001', currency: 'EUR' }
    expect(jsonLines(set.stdout)).toMatchObject([{ pricing, overrides: { pricing } }])
    const more = await weft(['models', 'set', 'openai/gpt-4o', '--output-price', '8', '--json'])
    expect(jsonLines(more.stdout)).toMatchObject([{ pricing: { ...pricing, output: '8' } }])
    const text = await weft(['models', 'show', 'langgenius/openai/openai/gpt-4o'])
    expect(text.stderr).toContain('Nobody knows')
    const shown = await weft(['models', 'show', 'openai/gpt-4o'])
    expect(shown.stdout).toMatch(/2\.50 for input, 8 for output, per 1,000,000 tokens, in EUR/)
    const reset = await weft(['models', 'set', 'openai/gpt-4o', '--reset', 'price', '--json'])
    expect(jsonLines(reset.stdout)).toMatchObject([{ overrides: {}, pricing: { input: '2.50' } }])
  }, 60_000)

  it('adds a model nobody knows, and forgets it', async () => {
    await addOpenAi()
    const options = ['--mode', 'chat', '--context-size', '9000', '--features', 'vision,tool-call']
    const added = await weft(['models', 'set', 'openai/ft:mine', ...options, '--json'])
    expect(jsonLines(added.stdout)).toMatchObject([
      { model: 'ft:mine', custom: true, context_size: 9000, features: ['vision', 'tool-call'] },
    ])
    const listed = await weft(['models', 'list', '--json'])
    expect(jsonLines(listed.stdout)).toContainEqual(
      expect.objectContaining({ model: 'ft:mine', custom: true, status: 'active' }),
    )
    expect((await weft(['models', 'forget', 'openai/ft:mine'])).exitCode).toBe(2)
    expect((await weft(['models', 'forget', 'openai/ft:mine', '--yes'])).exitCode).toBe(0)
    expect((await weft(['models', 'show', 'openai/ft:mine'])).exitCode).toBe(2)
  }, 60_000)

  it('balances load over credentials, and chooses fallback models in order', async () => {
    const first = idOf(await addOpenAi(['--name', 'first']))
    const second = idOf(await addOpenAi(['--name', 'second'], ROTATED))
    const balance = (...more: readonly string[]) =>
      weft(['models', 'balance', 'openai/gpt-4o', '--json', ...more])
    expect(jsonLines((await balance('first', second)).stdout)).toMatchObject([
      {
        balanced: true,
        credentials: [
          { id: first, name: 'first', enabled: true, resting_ms: 0 },
          { id: second, name: 'second', enabled: true, resting_ms: 0 },
        ],
      },
    ])
    const listed = await weft(['models', 'list', '--type', 'llm'])
    expect(listed.stdout).toMatch(/openai\/gpt-4o .*2 credentials in turn/)
    expect(jsonLines((await balance('--disable', 'second')).stdout)).toMatchObject([
      { balanced: true, credentials: [{ enabled: true }, { enabled: false }] },
    ])
    expect(jsonLines((await balance('--off', '--enable', second)).stdout)).toMatchObject([
      { balanced: false, credentials: [{ enabled: true }, { enabled: true }] },
    ])
    const unknown = await balance('third')
    expect(unknown.exitCode).toBe(2)
    expect(unknown.stderr).toContain(`${first} (first)`)
    const fallback = (...more: readonly string[]) =>
      weft(['models', 'fallback', 'openai/gpt-4o', '--json', ...more])
    expect(jsonLines((await fallback('openai/gpt-4o-mini', 'claude/x')).stdout)).toMatchObject([
      { fallbacks: ['openai/gpt-4o-mini', 'anthropic/x'] },
    ])
    expect(jsonLines((await fallback()).stdout)).toMatchObject([
      { fallbacks: ['openai/gpt-4o-mini', 'anthropic/x'] },
    ])
    expect((await fallback('openai/gpt-4o')).stderr).toContain('cannot stand in for itself')
    expect(jsonLines((await fallback('--none')).stdout)).toMatchObject([{ fallbacks: [] }])
  }, 120_000)

  it('explains every command, with examples', async () => {
    const { stdout } = await weft(['models', '--help'])
    const commands = [...stdout.matchAll(/^ {2}([a-z-]+) \[options\]/gm)].map(
      ([, name]) => name ?? '',
    )
    expect(commands).toEqual(
      expect.arrayContaining(['list', 'usage', 'add', 'set', 'balance', 'fallback', 'forget']),
    )
    for (const command of commands)
      expect((await weft(['models', command, '--help'])).stdout).toContain('Usage: weft models')
  })

  it('shows the default without choosing it for good', async () => {
    expect((await weft(['models', 'default'])).stdout).toContain('offline/echo (no provider')
    await addOpenAi()
    const found = await weft(['models', 'default', '--json'])
    expect(jsonLines(found.stdout)).toMatchObject([
      { type: 'llm', default: 'openai/gpt-4o-mini', chosen_by: 'found' },
    ])
    const embedding = await weft(['models', 'default', '--type', 'text-embedding'])
    expect(embedding.stdout).toBe('There is no default text-embedding model.\n')
  }, 60_000)

  it('seals everything under a new key, and replaces a key by another', async () => {
    const id = idOf(await addOpenAi())
    const rotated = await weft(['models', 'rotate-key', '--json'])
    expect(jsonLines(rotated.stdout)).toEqual([{ resealed: 1, current: 0, unreadable: [] }])
    const file = join(folder.path, '.weft', 'credential.keys')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder.path, '.weft', 'secret.key'))).mode & 0o777).toBe(0o600)
    const again = await weft(['models', 'rotate-key', '--json'])
    expect(jsonLines(again.stdout)).toEqual([{ resealed: 1, current: 0, unreadable: [] }])
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(1)
    expect((await weft(['models', 'test', id])).exitCode).toBe(0)
    expect((await addOpenAi(['--replace', id], ROTATED)).exitCode).toBe(0)
    expect(provider.requests.at(-1)?.headers.authorization).toBe(`Bearer ${ROTATED}`)
  }, 60_000)

  it('opens what was sealed under a configured key that has been replaced', async () => {
    const [before, after] = ['ab'.repeat(32), 'cd'.repeat(32)]
    const set = ['--set', `openai_api_base=${provider.url}`]
    const added = await weft(['models', 'add', 'openai', '--json', ...set], {
      typed: PLANTED,
      env: { WEFT_SECRET_KEY: before },
    })
    const lost = await weft(['models', 'test', idOf(added)], { env: { WEFT_SECRET_KEY: after } })
    expect(lost.stderr).toContain('cannot be opened')
    const env = { WEFT_SECRET_KEY: after, WEFT_PREVIOUS_SECRET_KEYS: before }
    expect((await weft(['models', 'test', idOf(added)], { env })).exitCode).toBe(0)
    const rotated = await weft(['models', 'rotate-key', '--json'], { env })
    expect(jsonLines(rotated.stdout)).toMatchObject([{ resealed: 1, unreadable: [] }])
    const alone = { env: { WEFT_SECRET_KEY: after } }
    expect((await weft(['models', 'test', idOf(added)], alone)).exitCode).toBe(0)
  }, 60_000)
})

describe('weft models, used wrongly', () => {
  let known: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => {
    known = await temporaryFolder()
  })
  afterAll(() => known.remove())

  it.each([
    ['a price that is none', ['set', 'openai/gpt-4o', '--input-price', 'cheap'], '2.50'],
    ['a unit of nothing', ['set', 'openai/gpt-4o', '--price-unit', '0'], 'above 0'],
    ['a currency that is none', ['set', 'openai/gpt-4o', '--currency', 'euro'], 'EUR'],
    ['nothing to set', ['set', 'openai/gpt-4o'], 'Say what to set'],
    ['an unknown feature', ['set', 'openai/gpt-4o', '--features', 'magic'], 'tool-call'],
    ['what cannot be reset', ['set', 'openai/gpt-4o', '--reset', 'magic'], 'context-size'],
    ['a size that is none', ['set', 'openai/gpt-4o', '--context-size', 'big'], 'above 0'],
    ['a misspelt model', ['disable', 'openai/gpt-4oo'], 'weft models set openai/gpt-4oo'],
    ['both ways at once', ['balance', 'openai/gpt-4o', '--on', '--off'], 'not both'],
    ['an unknown division of usage', ['usage', '--by', 'week'], 'app,day'],
    ['an app that is none', ['usage', '--app', 'x'], 'app id'],
    ['a default set and unset', ['default', 'openai/gpt-4o', '--unset'], 'not both'],
  ])('ends with 2 for %s and says what to do', async (_, args, hint) => {
    const { exitCode, stderr } = await weft(['models', ...args, '--data-dir', known.path])
    expect(stderr).toContain(hint)
    expect(exitCode).toBe(2)
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

async function ask(url: string, key: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/v1/chat-messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      inputs: {},
      query: 'Hello',
      user: 'u1',
      response_mode: 'blocking',
      // A name for the conversation would be a call of its own.
      auto_generate_name: false,
    }),
  })
  return (await response.json()) as Record<string, unknown>
}

/** Everything in every table, and every file of the data folder but the database's own. */
async function dump(dataDir: string): Promise<string> {
  const database = await PGlite.create({ dataDir: join(dataDir, 'database') })
  const { rows: tables } = await database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  )
  let text = ''
  for (const { name } of tables) {
    const { rows } = await database.query(`select row_to_json(t)::text as row from "${name}" t`)
    text += `${name} ${JSON.stringify(rows)}\n`
  }
  await database.close()
  return text
}

async function filesOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = files.map((file) => readFile(join(file.parentPath, file.name), 'latin1'))
  return (await Promise.all(texts)).join('\n')
}

describe('a server', () => {
  it('answers through the provider of OPENAI_BASE_URL with no further set-up', async () => {
    const env = { OPENAI_BASE_URL: provider.url }
    const app = await folder.write('asker.yml', APP)
    const server = await startWeftServer(['--import', app], { cwd: folder.path, env })
    const answer = await ask(server.url, server.app('Asker').api_key)
    expect(await server.stop()).toBe(0)
    expect(answer['answer']).toBe('Hello from the server.')
    expect(provider.requests.at(-1)?.body['model']).toBe('gpt-4o-mini')
    const usage = await weft(['models', 'usage', '--json'])
    expect(jsonLines(usage.stdout)).toMatchObject([
      { model: 'gpt-4o-mini', calls: 1, prompt_tokens: 11, completion_tokens: 7 },
    ])
  }, 60_000)

  it("answers with the workspace's own credential, and shows it nowhere, whatever fails", async () => {
    await addOpenAi()
    const app = await folder.write('asker.yml', APP)
    const env = { WEFT_LOG_LEVEL: 'debug' }
    const server = await startWeftServer(['--import', app], { cwd: folder.path, env })
    const key = server.app('Asker').api_key
    const answers = [await ask(server.url, key)]
    const echo = { message: `You sent Bearer ${PLANTED}` }
    for (const status of [400, 401, 404])
      for (const body of [undefined, `{"key":"${PLANTED}"`]) {
        provider.script({
          failure: { type: 'status', status, ...echo, ...(body === undefined ? {} : { body }) },
        })
        answers.push(await ask(server.url, key))
      }
    expect(await server.stop()).toBe(0)
    expect(answers[0]?.['answer']).toBe('Hello from the server.')
    expect(answers.slice(1).every((answer) => answer['code'] !== undefined)).toBe(true)
    expect(provider.requests.at(-1)?.headers.authorization).toBe(`Bearer ${PLANTED}`)
    const everything = [
      JSON.stringify(answers),
      server.logs(),
      await dump(join(folder.path, '.weft')),
      await filesOf(join(folder.path, '.weft')),
    ].join('\n')
    expect(everything).toContain('model_credentials')
    expect(everything).not.toContain('sk-planted')
    expect(everything).not.toContain(Buffer.from(PLANTED).toString('base64'))
  }, 60_000)
})
