import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpServer, type TestServer } from '../support/http-server.js'
import {
  hasPostgres,
  postgresNote,
  startPostgresCluster,
  type PostgresCluster,
} from '../support/postgres-cluster.js'
import {
  runWeft,
  startWeftServer,
  temporaryFolder,
  type WeftServer,
} from '../support/weft-process.js'

const APP = `
app: { mode: workflow, name: Fetcher }
kind: app
version: 0.3.0
workflow:
  graph:
    nodes:
      - { id: start, data: { type: start, title: Start, variables: [{ variable: url, type: text-input, label: url, required: true }] } }
      - id: work
        data:
          type: code
          title: Fetch
          code_language: javascript
          code: 'async function main({ url }) { return { text: await (await fetch(url + "/hidden?token=hidden")).text() } }'
          variables: [{ variable: url, value_selector: [start, url] }]
          outputs: { text: { type: string, children: null } }
      - { id: end, data: { type: end, title: End, outputs: [{ variable: text, value_selector: [work, text] }] } }
    edges:
      - { id: a, source: start, target: work, sourceHandle: source }
      - { id: b, source: work, target: end, sourceHandle: source }
`

type Run = { readonly id: string; readonly status: string; readonly error: string | null }

describe.runIf(hasPostgres)(`the network of code on a running server${postgresNote}`, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let cluster: PostgresCluster
  let target: TestServer
  let weft: WeftServer

  beforeAll(async () => {
    folder = await temporaryFolder()
    cluster = await startPostgresCluster()
    target = await startHttpServer((_request, response) => response.end('hello'))
    await folder.write(
      'weft.yaml',
      `databaseUrl: "${cluster.url()}"\nsandbox: { networkAllow: ["127.0.0.1:${target.port}"] }\n`,
    )
    const app = await folder.write('app.yml', APP)
    weft = await startWeftServer(['--import', app], { cwd: folder.path })
  })
  afterAll(async () => {
    await weft.stop()
    await target.close()
    await cluster.stop()
    await folder.remove()
  })

  async function run(): Promise<Run> {
    const { id, api_key } = weft.app('Fetcher')
    expect(id).toBeTruthy()
    const response = await fetch(`${weft.url}/v1/workflows/run`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api_key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: { url: target.url }, user: 'u', response_mode: 'blocking' }),
    })
    return ((await response.json()) as { data: Run }).data
  }

  const command = (line: string) => runWeft(line.split(' ').slice(1), { cwd: folder.path })
  /** The time within which a change holds in other processes. */
  const follow = () => setTimeout(10_500)

  const records = () =>
    weft
      .logs()
      .split('\n')
      .filter((line) => line.includes('code used the network'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  it('T-A12: is denied with the command that grants it, granted by it, and recorded', async () => {
    const denied = await run()
    expect(denied.status).toBe('failed')
    const [, grant = ''] = /To grant it: (weft [\w -]+)/.exec(denied.error ?? '') ?? []
    expect(grant).toBe('weft sandbox network grant')
    expect(target.requests).toEqual([])

    expect(await command(grant)).toMatchObject({ exitCode: 0 })
    await follow()
    const granted = await run()
    expect(granted).toMatchObject({ status: 'succeeded' })

    expect(await command('weft sandbox network grant --host api.example.org')).toMatchObject({
      exitCode: 0,
    })
    await follow()
    const restricted = await run()
    const [, add = ''] = /To add it: (weft [\w. -]+)/.exec(restricted.error ?? '') ?? []
    expect(add).toBe('weft sandbox network grant --host 127.0.0.1')
    expect(await command(add)).toMatchObject({ exitCode: 0 })
    await follow()
    expect(await run()).toMatchObject({ status: 'succeeded' })

    const app = weft.app('Fetcher')
    expect(records()).toMatchObject(
      ['denied', 200, 'host', 200].map((result) => ({
        tenantId: '00000000-0000-7000-8000-000000000001',
        appId: app.id,
        nodeId: 'work',
        language: 'javascript',
        method: 'GET',
        origin: target.url,
        result,
      })),
    )
    const runs = records().map(({ runId }) => runId)
    expect(runs[1]).toBe(granted.id)
    expect(new Set(runs).size).toBe(4)
    expect(weft.logs()).not.toContain('hidden')
  }, 180_000)
})
