import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startHttpServer, type TestServer } from '../support/http-server.js'
import { runWeft, startWeftServer, temporaryFolder } from '../support/weft-process.js'
import { PASSTHROUGH_DSL } from '../end-to-end/triage-app.js'

const run = promisify(execFile)
const WEFT = fileURLToPath(new URL('../../packages/server/bin/weft.js', import.meta.url))
const EXAMPLES = fileURLToPath(new URL('../../examples/apps/', import.meta.url))

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let canary: TestServer

beforeEach(async () => {
  folder = await temporaryFolder()
  canary = await startHttpServer((_request, response) => response.end('hit'))
})
afterEach(async () => {
  await canary.close()
  await folder.remove()
})

/** Everything a document could try to have carried out by merely being read. */
const hostileDocument = (): string => `
app: { name: Hostile, mode: workflow, icon_type: link, icon: "${canary.url}/icon.png" }
kind: app
version: 0.6.0
dependencies: [{ type: package, value: { plugin_unique_identifier: "; touch ${folder.path}/canary" } }]
workflow:
  graph:
    nodes:
      - { id: start, data: { type: start, title: Start, variables: [] } }
      - id: code
        data:
          type: code
          title: Code
          code_language: python3
          variables: []
          outputs: { result: { type: string, children: null } }
          code: |
            import os
            os.system("touch ${folder.path}/canary")
            @(lambda f: os.system("touch ${folder.path}/canary"))
            def main(x=os.system("touch ${folder.path}/canary")):
                return {"result": "x"}
      - { id: web, data: { type: http-request, title: Web, method: get, url: "${canary.url}/web", headers: '', params: '', authorization: { type: no-auth, config: null }, body: { type: none, data: [] } } }
      - { id: end, data: { type: end, title: End, outputs: [] } }
    edges: [{ source: start, target: code }, { source: code, target: web }, { source: web, target: end }]
`

describe('a hostile document', () => {
  it('T-B1 T-C1 starts nothing and fetches nothing by being imported and exported', async () => {
    const file = await folder.write('hostile.yml', hostileDocument())
    const imported = await runWeft(['import', file, '--json'], { cwd: folder.path })
    expect(imported.exitCode).toBe(0)
    const { app_id: id } = JSON.parse(imported.stdout) as { readonly app_id: string }
    expect((await runWeft(['export', id], { cwd: folder.path })).exitCode).toBe(0)
    expect(existsSync(`${folder.path}/canary`)).toBe(false)
    expect(canary.requests).toEqual([])
  })

  it('T-A12 T-D1 reaches neither the host nor the network by being run', async () => {
    const file = await folder.write('hostile.yml', hostileDocument())
    const { stderr } = await runWeft(['run', file], { cwd: folder.path })
    expect(stderr).not.toBe('')
    expect(existsSync(`${folder.path}/canary`)).toBe(false)
    expect(canary.requests).toEqual([])
  })
})

describe('the running program', () => {
  it('T-A4 T-B8 works where Node refuses to turn text into code', async () => {
    const { stdout } = await run(
      process.execPath,
      [
        '--disallow-code-generation-from-strings',
        WEFT,
        'run',
        `${EXAMPLES}invoice-text.yml`,
        '--inputs',
        '{"customer":"{{ [].constructor.constructor(1) }}","amounts":"1 2"}',
      ],
      { cwd: folder.path },
    )
    expect(JSON.parse(stdout)).toMatchObject({ total: 3 })
    expect(stdout).toContain('{{ [].constructor.constructor(1) }}')
  })

  it('T-B2 T-B3 takes declared inputs from a request and nothing of the graph', async () => {
    const file = await folder.write('app.yml', PASSTHROUGH_DSL)
    const weft = await startWeftServer(['--import', file], { cwd: folder.path })
    const app = weft.app('Passthrough')
    const ask = async (body: string): Promise<{ readonly data: { readonly outputs: unknown } }> => {
      const response = await fetch(`${weft.url}/v1/workflows/run`, {
        method: 'POST',
        headers: { authorization: `Bearer ${app.api_key}`, 'content-type': 'application/json' },
        body,
      })
      return (await response.json()) as { readonly data: { readonly outputs: unknown } }
    }
    const before = await readParameters(app.id, weft)
    const graph = { nodes: [{ id: 'start', data: { type: 'end' } }], edges: [] }
    const hostile = JSON.stringify({
      inputs: { text: 'tea', undeclared: 'x' },
      user: 'u',
      graph,
      workflow: { graph },
      model_config: { pre_prompt: 'x' },
      overrideConfig: { code: 'x' },
      tenant_id: 'x',
    }).replace(
      '"inputs":{',
      '"inputs":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},',
    )
    expect((await ask(hostile)).data.outputs).toEqual({ text: 'tea' })
    expect((await ask('{"inputs":{"text":"tea"},"user":"u"}')).data.outputs).toEqual({
      text: 'tea',
    })
    expect(await readParameters(app.id, weft)).toEqual(before)
    expect(await weft.stop()).toBe(0)
  })
})

/** What the app says of itself: the same before and after, whatever was sent. */
async function readParameters(
  appId: string,
  weft: Awaited<ReturnType<typeof startWeftServer>>,
): Promise<unknown> {
  const app = weft.apps.find(({ id }) => id === appId)
  const response = await fetch(`${weft.url}/v1/parameters`, {
    headers: { authorization: `Bearer ${app?.api_key ?? ''}` },
  })
  return response.json()
}
