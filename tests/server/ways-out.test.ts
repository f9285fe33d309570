import { runProgram, type CommandHost } from '@weft/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpServer, type TestServer } from '../support/http-server.js'
import { temporaryFolder } from '../support/weft-process.js'

/** Three services on this machine that are not public: a model provider, one opened for nodes, and one opened for code. */
let provider: TestServer
let forNodes: TestServer
let forCode: TestServer
let folder: Awaited<ReturnType<typeof temporaryFolder>>

const ANSWER = {
  choices: [{ message: { role: 'assistant', content: 'said' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
}

beforeAll(async () => {
  const answering: Parameters<typeof startHttpServer>[0] = (request, response) => {
    const to = new URL(request.url ?? '/', 'http://x').searchParams.get('to')
    if (to !== null) response.writeHead(307, { location: to }).end()
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(ANSWER))
  }
  provider = await startHttpServer(answering)
  forNodes = await startHttpServer(answering)
  forCode = await startHttpServer(answering)
  folder = await temporaryFolder()
  await folder.write(
    'weft.yaml',
    `
models:
  providers:
    - { id: local, baseUrl: "http://localhost:${provider.port}/v1", apiKey: none, models: { one: {} } }
    - { id: other, baseUrl: "${provider.url}/v1", apiKey: none, models: { one: {} } }
egress: { allow: ["127.0.0.1:${forNodes.port}"] }
sandbox: { network: granted, networkAllow: ["127.0.0.1:${forCode.port}"] }
`,
  )
  await folder.write('get.py', PYTHON)
  await folder.write('get.js', JAVASCRIPT)
  await folder.write('request.yml', REQUEST_APP)
  await folder.write('model.yml', MODEL_APP)
})
afterAll(async () => {
  await Promise.all([provider, forNodes, forCode].map((server) => server.close()))
  await folder.remove()
})

const PYTHON = `
import requests
def main(url):
    try: return {"status": requests.get(url).status_code}
    except requests.RequestException as error: return {"error": str(error)}
`
const JAVASCRIPT = `
async function main({ url }) {
  try { return { status: (await fetch(url)).status } } catch (error) { return { error: error.message } }
}
`
const graph = (nodes: string) => `
app: { mode: workflow, name: out }
kind: app
version: 0.3.0
workflow:
  graph:
    nodes:
      - { id: start, data: { type: start, title: Start, variables: [{ variable: url, type: text-input, label: url, required: true }] } }
${nodes}
      - { id: end, data: { type: end, title: End, outputs: [] } }
    edges:
      - { id: a, source: start, target: work, sourceHandle: source }
      - { id: b, source: work, target: end, sourceHandle: source }
`
const REQUEST_APP = graph(`
      - id: work
        data: { type: http-request, title: Ask, method: get, url: "{{#start.url#}}", headers: "", params: "", authorization: { type: no-auth, config: null }, body: { type: none, data: [] } }
`)
const MODEL_APP = graph(`
      - id: work
        data: { type: llm, title: Say, model: { provider: other, name: one, mode: chat, completion_params: {} }, prompt_template: [{ role: user, text: hi }], context: { enabled: false }, vision: { enabled: false } }
`)

async function weft(...args: string[]) {
  let stdout = ''
  let stderr = ''
  const host: CommandHost = {
    workingDir: folder.path,
    environment: {},
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    onInterrupt: () => () => undefined,
  }
  const before = [provider, forNodes, forCode].map(({ requests }) => requests.length)
  const exitCode = await runProgram(args, host)
  const reached = [provider, forNodes, forCode].map(
    ({ requests }, index) => requests.length - (before[index] ?? 0),
  )
  return { exitCode, stdout, stderr, reached: reached.map((count) => count > 0) }
}

const NOWHERE = [false, false, false]

describe.each(['get.py', 'get.js'])('T-D1: code with network (%s)', (file) => {
  const code = async (url: string) => {
    const { stdout, reached } = await weft('sandbox', 'run', file, '-i', JSON.stringify({ url }))
    return { output: JSON.parse(stdout) as { status?: number; error?: string }, reached }
  }

  it('reaches what was named for code', async () => {
    const { output, reached } = await code(forCode.url)
    expect(output).toEqual({ status: 200 })
    expect(reached).toEqual([false, false, true])
  })

  it.each([
    ['a model provider', () => provider.url],
    ['a model provider by its name', () => `http://localhost:${provider.port}/v1`],
    ['a model provider in octal', () => `http://0177.0.0.1:${provider.port}/`],
    ['a model provider in IPv6', () => `http://[::ffff:127.0.0.1]:${provider.port}/`],
    ['what was opened for nodes', () => forNodes.url],
  ])('does not reach %s', async (_name, url) => {
    const { output, reached } = await code(url())
    expect(output.error).toContain('is not a public address')
    expect(output.error).toContain('(sandbox.networkAllow)')
    expect(reached).toEqual(NOWHERE)
  })

  it('T-D5: does not reach a model provider by a redirect', async () => {
    const { output, reached } = await code(`${forCode.url}/?to=${provider.url}/v1`)
    expect(output.error).toContain('is not a public address')
    expect(reached).toEqual([false, false, true])
  })
})

describe('T-D1: the http-request node', () => {
  const request = (url: string) => weft('run', 'request.yml', '-i', JSON.stringify({ url }))

  it('reaches what was opened for nodes', async () => {
    expect(await request(forNodes.url)).toMatchObject({
      exitCode: 0,
      reached: [false, true, false],
    })
  })

  it.each([
    ['a model provider', () => provider.url],
    ['a model provider by its name', () => `http://localhost:${provider.port}/v1`],
    ['what was named for code', () => forCode.url],
  ])('does not reach %s', async (_name, url) => {
    const { exitCode, stderr, stdout, reached } = await request(url())
    expect(exitCode).toBe(1)
    expect(stderr + stdout).toContain('is not a public address')
    expect(reached).toEqual(NOWHERE)
  })

  it('T-D5: does not reach a model provider by a redirect', async () => {
    const { exitCode, reached } = await request(`${forNodes.url}/?to=${provider.url}/v1`)
    expect(exitCode).toBe(1)
    expect(reached).toEqual([false, true, false])
  })
})

describe('a model', () => {
  it('reaches its provider all the same', async () => {
    const { reached } = await weft('run', 'model.yml', '-i', '{"url":"x"}')
    expect(reached).toEqual([true, false, false])
  })
})
