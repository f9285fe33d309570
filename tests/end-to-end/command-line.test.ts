import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runWeft, startWeft, temporaryFolder, type Variables } from '../support/weft-process.js'
import { TRIAGE_DSL } from './triage-app.js'

const example = (name: string): string =>
  fileURLToPath(new URL(`../../examples/apps/${name}`, import.meta.url))

let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

const weft = (args: readonly string[], env: Variables = {}) =>
  runWeft(args, { cwd: folder.path, env })

/** One code node and an end: what it gives is what `code` returns. */
const codeApp = (code: string, more = ''): string => `
app: { name: Code, mode: workflow }
kind: app
version: 0.6.0
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
          ${more}
          code: ${JSON.stringify(code)}
      - { id: end, data: { type: end, title: End, outputs: [{ variable: result, value_selector: [code, result] }] } }
    edges:
      - { source: start, target: code, sourceHandle: source }
      - { source: code, target: end, sourceHandle: source }
`

const READER_DSL = `
app: { name: Reader, mode: advanced-chat }
kind: app
version: 0.6.0
workflow:
  features: { file_upload: { enabled: true } }
  graph:
    nodes:
      - { id: start, data: { type: start, title: Start, variables: [] } }
      - { id: read, data: { type: document-extractor, title: Read, variable_selector: [sys, files], is_array_file: true } }
      - { id: answer, data: { type: answer, title: Answer, answer: 'It says: {{#read.text#}}' } }
    edges: [{ source: start, target: read }, { source: read, target: answer }]
`

describe('weft run', () => {
  it('streams the answer to standard output and shows each node on standard error', async () => {
    const { exitCode, stdout, stderr } = await weft([
      'run',
      example('hello-chat.yml'),
      '--query',
      'Hello, Weft!',
    ])
    expect(exitCode).toBe(0)
    expect(stdout).toBe('Hello, Weft!\n')
    expect(stderr).toMatch(/✓ Start +start +\d+ ms\n +✓ Model +llm +\d+ ms\n +✓ Answer/)
    expect(stderr).toContain('succeeded')
  })

  it('prints nothing but client events with --events', async () => {
    const { exitCode, stdout, stderr } = await weft([
      'run',
      example('invoice-text.yml'),
      '--events',
      '--inputs',
      '{"customer":"Ada","amounts":"1 2"}',
    ])
    expect(exitCode).toBe(0)
    expect(stderr).toBe('')
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly event: string; readonly data: unknown })
    expect(events[0]?.event).toBe('workflow_started')
    expect(events.at(-1)).toMatchObject({
      event: 'workflow_finished',
      data: { status: 'succeeded', outputs: { total: 3 } },
    })
  })

  it('takes inputs from a file and answers a chat app without a graph', async () => {
    await folder.write('inputs.json', '{"persona":"a poet"}')
    const { exitCode, stdout } = await weft([
      'run',
      example('assistant.yml'),
      '-q',
      'Good morning',
      '--inputs',
      '@inputs.json',
    ])
    expect(exitCode).toBe(0)
    expect(stdout).toBe('Good morning\n')
  })

  it('starts from given conversation variables', async () => {
    const { stdout } = await weft([
      'run',
      example('order-desk.yml'),
      '-q',
      'And when?',
      '--conversation-variables',
      '{"last_order":"B-2000"}',
    ])
    expect(stdout).toContain('Order B-2000')
  })

  it('attaches files of this machine', async () => {
    const app = await folder.write('reader.yml', READER_DSL)
    await folder.write('table.csv', 'name,age\nAda,36\n')
    const { exitCode, stdout } = await weft(['run', app, '-q', 'Read', '--files', 'table.csv'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('| Ada | 36 |')
    const missing = await weft(['run', app, '-q', 'Read', '--files', 'nowhere.csv'])
    expect(missing.exitCode).toBe(2)
    expect(missing.stderr).toContain('nowhere.csv')
  })

  it('lets mocks stand in for nodes', async () => {
    const app = await folder.write('triage.yml', TRIAGE_DSL)
    await folder.write(
      'mocks.json',
      '{"llm":{"outputs":{"text":"Rest."}},"count":{"outputs":{"words":9}}}',
    )
    const args = ['run', app, '-q', 'Help', '-i', '{"name":"Bo"}', '--mocks', 'mocks.json']
    const { exitCode, stdout } = await weft(args)
    expect(exitCode).toBe(0)
    expect(stdout).toBe('Bo: Rest.\n')
  })

  it.each(['file', 'variable'])('answers from an offline script in a %s', async (where) => {
    const app = await folder.write('triage.yml', TRIAGE_DSL)
    const text = '{"nodes":{"llm":["Sleep well."]}}'
    const script = where === 'file' ? await folder.write('script.json', text) : text
    const { exitCode, stdout, stderr } = await weft(
      ['run', app, '-q', 'I am so tired', '-i', '{"name":"Bo"}', '--model', 'offline/script'],
      { WEFT_OFFLINE_SCRIPT: script },
    )
    expect(stderr).not.toContain('failed')
    expect(exitCode).toBe(0)
    expect(stdout).toBe('Bo: Sleep well.\n')
  })

  it('names provider, model and what to do when nobody configured the model', async () => {
    const app = await folder.write('triage.yml', TRIAGE_DSL)
    const args = ['run', app, '-q', 'My head hurts badly', '-i', '{"name":"Bo"}']
    const { exitCode, stderr } = await weft(args)
    expect(exitCode).toBe(1)
    expect(stderr).toContain('langgenius/openai/openai/gpt-test')
    expect(stderr).toContain('OPENAI_API_KEY')
    expect(stderr).toContain('--model offline/echo')
  })

  it('ends with 130 when it is interrupted', async () => {
    const app = await folder.write(
      'slow.yml',
      codeApp('def main():\n    while True:\n        pass'),
    )
    const child = startWeft(['run', app], { cwd: folder.path })
    const exit = once(child, 'exit')
    await once(child.stderr ?? child, 'data')
    child.kill('SIGINT')
    expect((await exit)[0]).toBe(130)
  })

  it.each([
    ['no YAML', 'a: [', 'Invalid YAML format'],
    ['no map', '- 1', 'content must be a mapping'],
    ['no app', 'kind: app\nversion: 0.6.0\n', 'Missing app data'],
    ['an unknown mode', 'app: { name: X, mode: dance }\n', 'Invalid app mode'],
    ['no body', 'app: { name: X, mode: workflow }\nkind: app\n', 'Missing workflow data'],
    ['an alias bomb', aliasBomb(), 'alias'],
  ])('refuses a document with %s', async (_name, text, message) => {
    const app = await folder.write('app.yml', text)
    const { exitCode, stdout, stderr } = await weft(['run', app])
    expect(exitCode).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/\n +at /)
  })

  it.each([
    ['a missing node', '[{ source: start, target: nowhere }]', "unknown target node 'nowhere'"],
    ['no edge to a node type that exists', '[]', undefined],
  ])('reads the graph with %s', async (_name, edges, message) => {
    const app = await folder.write('app.yml', graphApp('end', edges))
    const { exitCode, stderr } = await weft(['run', app])
    expect(exitCode).toBe(message === undefined ? 0 : 1)
    if (message !== undefined) expect(stderr).toContain(message)
  })

  it('names an unknown node type and its node', async () => {
    const app = await folder.write(
      'app.yml',
      graphApp('teleport', '[{ source: start, target: other }]'),
    )
    const { exitCode, stderr } = await weft(['run', app])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('teleport')
    expect(stderr).toContain('other')
  })

  it('names the edge that closes a cycle', async () => {
    const edges =
      '[{ source: start, target: other }, { source: other, target: third }, { source: third, target: other }]'
    const app = await folder.write('app.yml', graphApp('end', edges))
    const { exitCode, stderr } = await weft(['run', app])
    expect(exitCode).toBe(1)
    expect(stderr).toContain("Edge edge_2 closes a cycle: it leads from 'third' back to 'other'")
  })

  it('ends a code node that never ends', async () => {
    const app = await folder.write(
      'bomb.yml',
      codeApp('def main():\n    while True:\n        pass'),
    )
    const startedAt = performance.now()
    const { exitCode, stderr } = await weft(['run', app], { WEFT_SANDBOX_TIMEOUT_MS: '500' })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('failed')
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })

  it('ends a code node that eats memory', async () => {
    const app = await folder.write(
      'bomb.yml',
      codeApp('def main():\n    x = []\n    while True:\n        x.append("y" * 10**6)'),
    )
    const { exitCode, stderr } = await weft(['run', app])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('failed')
  })

  it('ends a template that never ends', async () => {
    const app = await folder.write(
      'bomb.yml',
      graphApp(
        'template-transform',
        '[{ source: start, target: other }]',
        'template: "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}", variables: []',
      ),
    )
    const { exitCode, stderr } = await weft(['run', app])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('failed')
  })
})

describe('weft import, export and migrate', () => {
  it('brings a document in and out again without loss', async () => {
    const imported = await weft(['import', example('order-desk.yml'), '--json'])
    expect(imported.exitCode).toBe(0)
    const report = JSON.parse(imported.stdout) as Record<string, string>
    expect(report).toMatchObject({ status: 'completed', app_mode: 'advanced-chat', error: null })
    expect(report['api_key']).toMatch(/^app-\w{24}$/)
    const exported = await weft(['export', report['app_id'] ?? ''])
    expect(exported.exitCode).toBe(0)
    const again = await folder.write('again.yml', exported.stdout)
    const { stdout } = await weft(['run', again, '-q', 'Where is A-1042?'])
    expect(stdout).toContain('Order A-1042')
  })

  it('changes nothing when a document is refused', async () => {
    const bad = await folder.write(
      'bad.yml',
      graphApp('teleport', '[{ source: start, target: other }]'),
    )
    const { exitCode, stderr } = await weft(['import', bad])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('teleport')
    const huge = await folder.write('huge.yml', `app: { name: X }\nx: "${'y'.repeat(20_000_000)}"`)
    const refused = await weft(['import', huge])
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('File size exceeds the limit of 10MB')
  })

  it('says what is missing for an app it does not have', async () => {
    const { exitCode, stderr } = await weft(['export', '01a1fbc1-36e3-7ca7-ad1c-fc5ff66ca609'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('App not found')
  })

  it('moves the schema up, shows it, and takes it down again', async () => {
    expect((await weft(['migrate', 'up'])).stdout).toContain('↑')
    expect((await weft(['migrate', 'up'])).stdout).toContain('up to date')
    expect((await weft(['migrate', 'status'])).stdout).toContain('✓')
    expect((await weft(['migrate', 'down'])).stdout).toContain('↓')
    expect((await weft(['migrate', 'status'])).stdout).toContain('not applied')
  })
})

function graphApp(type: string, edges: string, more = ''): string {
  return `
app: { name: Graph, mode: workflow }
kind: app
version: 0.6.0
workflow:
  graph:
    nodes:
      - { id: start, data: { type: start, title: Start, variables: [] } }
      - { id: other, data: { type: ${type}, title: Other, outputs: []${more && `, ${more}`} } }
      - { id: third, data: { type: end, title: Third, outputs: [] } }
    edges: ${edges}
`
}

function aliasBomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 9; i++)
    lines.push(`a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]`)
  return lines.join('\n')
}
