import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram, type CommandHost } from '@weft/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startExtensionServer, type ExtensionServer } from '../support/extension-server.js'
import { startWeftServer, temporaryFolder } from '../support/weft-process.js'

const PLANTED = 'planted-extension-key-0123456789'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let extension: ExtensionServer

beforeEach(async () => {
  folder = await temporaryFolder()
  extension = await startExtensionServer({
    'app.moderation.input': ({ params }) =>
      params?.['query'] === 'bad'
        ? { flagged: true, action: 'direct_output', preset_response: 'No.' }
        : { flagged: false },
    'app.external_data_tool.query': () => ({ result: 'sunny' }),
  })
  await folder.write('weft.yaml', `egress: { allow: ["${extension.host}"] }\n`)
})
afterEach(async () => {
  await extension.close()
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
  return { exitCode: await runProgram(['extensions', ...args], host), stdout, stderr }
}

type Printed = { readonly stdout: string }

const linesOf = ({ stdout }: Printed): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const add = (more: readonly string[] = ['--json']) =>
  weft(['add', 'weather', extension.endpoint, ...more], { typed: PLANTED })

const idOf = (printed: Printed): string => String(linesOf(printed)[0]?.['id'])

describe('weft extensions', () => {
  it('adds, lists, tests, changes and removes extensions', async () => {
    const added = await add([])
    expect(added).toMatchObject({ exitCode: 0 })
    expect(added.stdout).toMatch(
      /^✓ The extension answers\.\n\S+ +weather +http\S+ +plante\*+89\n$/,
    )
    expect(extension.asked.at(-1)?.headers.authorization).toBe(`Bearer ${PLANTED}`)
    const listed = await weft(['list', '--json'])
    expect(linesOf(listed)).toMatchObject([
      { name: 'weather', endpoint: extension.endpoint, api_key: 'plante************89' },
    ])
    const id = idOf(listed)
    expect((await weft(['test', id])).stdout).toBe('✓ The extension answers.\n')
    const changed = await weft(['change', id, '--name', 'rain', '--from-env', 'KEY', '--json'], {
      env: { KEY: 'another-key' },
    })
    expect(linesOf(changed)).toMatchObject([{ id, name: 'rain', api_key: 'anothe************ey' }])
    expect(extension.asked.at(-1)?.headers.authorization).toBe('Bearer another-key')
    expect((await weft(['remove', id])).exitCode).toBe(0)
    expect((await weft(['list'])).stdout).toBe('The workspace has no API extensions.\n')
  })

  it('keeps nothing that does not answer as an extension does', async () => {
    const elsewhere = await weft(['add', 'x', 'http://127.0.0.1:9/'], { typed: PLANTED })
    expect(elsewhere.exitCode).toBe(1)
    expect(elsewhere.stderr).not.toContain(PLANTED)
    expect(linesOf(await weft(['list', '--json']))).toEqual([])
  })

  it('says what is missing', async () => {
    const missing = await weft(['add', 'x', extension.endpoint])
    expect(missing).toMatchObject({ exitCode: 2 })
    expect(missing.stderr).toContain('An extension needs a key')
    const unset = await weft(['add', 'x', extension.endpoint, '--from-env', 'NOT_SET'])
    expect(unset.stderr).toContain('NOT_SET is not set')
    expect((await weft(['test', 'nonsense'])).exitCode).toBe(2)
    const nothing = await weft(['change', '00000000-0000-7000-8000-000000000001'])
    expect(nothing.stderr).toContain('Say what changes')
    const unknown = await weft(['test', '00000000-0000-7000-8000-000000000001'])
    expect(unknown).toMatchObject({ exitCode: 1 })
    expect(unknown.stderr).toContain('has no API extension')
  })

  it('goes on with them after the key of the installation was changed', async () => {
    const id = idOf(await add())
    const host = { ...quiet(), workingDir: folder.path, environment: {} }
    expect(await runProgram(['models', 'rotate-key'], host)).toBe(0)
    expect((await weft(['test', id])).exitCode).toBe(0)
    expect(extension.asked.at(-1)?.headers.authorization).toBe(`Bearer ${PLANTED}`)
  })

  it('moderates and informs the apps of a served workspace, whose files show no key', async () => {
    const id = idOf(await add())
    const app = await folder.write('app.yml', appOf(id))
    const server = await startWeftServer(['--import', app], { cwd: folder.path })
    const key = server.app('Guarded').api_key
    const refused = await ask(server.url, key, 'bad')
    const answered = await ask(server.url, key, 'Hi')
    expect(await server.stop()).toBe(0)
    expect(refused['answer']).toBe('No.')
    expect(answered['answer']).toContain('Hi')
    expect(extension.asked.map(({ point }) => point)).toEqual([
      'ping',
      'app.moderation.input',
      'app.moderation.input',
      'app.external_data_tool.query',
    ])
    const everything = `${server.logs()}${await textsIn(join(folder.path, '.weft'))}`
    expect(everything).not.toContain(PLANTED)
    expect(everything).not.toContain(Buffer.from(PLANTED).toString('base64'))
  }, 60_000)
})

const quiet = () => ({
  stdout: { write: () => undefined },
  stderr: { write: () => undefined },
  onInterrupt: () => () => undefined,
})

const appOf = (id: string) => `
kind: app
version: 0.6.0
app: { name: Guarded, mode: chat, icon: 🧵, description: Guarded }
model_config:
  pre_prompt: It is {{weather}}.
  model: { provider: offline, name: echo, mode: chat, completion_params: {} }
  external_data_tools:
    - { enabled: true, variable: weather, type: api, config: { api_based_extension_id: ${id} } }
  sensitive_word_avoidance:
    enabled: true
    type: api
    config:
      api_based_extension_id: ${id}
      inputs_config: { enabled: true }
      outputs_config: { enabled: false }
`

async function ask(url: string, key: string, query: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/v1/chat-messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: {}, query, user: 'u', response_mode: 'blocking' }),
  })
  return (await response.json()) as Record<string, unknown>
}

async function textsIn(path: string): Promise<string> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = await Promise.all(
    files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
  )
  return texts.join('\n')
}
