import { runProgram, type CommandHost } from '@weft/server'
import type { JsonArray, JsonObject } from '@weft/domain/kernel'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/weft-process.js'

const GREETER = documentOf([
  { id: 'start', data: { type: 'start', title: 'Start', variables: [] } },
  {
    id: 'end',
    data: {
      type: 'end',
      title: 'End',
      outputs: [{ variable: 'hi', value_selector: ['start', 'name'] }],
    },
  },
])

function documentOf(nodes: readonly JsonObject[]): string {
  const edges = nodes.slice(1).map((node, index) => ({
    id: `e${index}`,
    source: nodes[index]?.['id'] ?? '',
    target: node['id'] ?? '',
    sourceHandle: 'source',
    targetHandle: 'target',
  }))
  return JSON.stringify({
    kind: 'app',
    version: '0.6.0',
    app: { name: 'Greeter', mode: 'workflow' },
    workflow: { graph: { nodes, edges } },
  })
}

describe('weft test', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeEach(async () => {
    folder = await temporaryFolder()
    await folder.write('greeter.yml', GREETER)
  })
  afterEach(() => folder.remove())

  async function test(cases: JsonArray | string, ...options: readonly string[]) {
    await folder.write('cases.json', typeof cases === 'string' ? cases : JSON.stringify(cases))
    return weft('test', 'cases.json', ...options)
  }

  async function weft(...args: readonly string[]) {
    let stdout = ''
    let stderr = ''
    const host: CommandHost = {
      workingDir: folder.path,
      environment: {},
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      onInterrupt: () => () => undefined,
    }
    const exitCode = await runProgram(args, host)
    return { exitCode, stdout, stderr }
  }

  const greeting = (name: string, expected: JsonObject): JsonObject => ({
    fixture: 'greeter.yml',
    case: name,
    inputs: { name: 'Ada' },
    expect: expected,
  })

  it('prints a line per case and a summary, and ends with 0 when all passed', async () => {
    const { exitCode, stdout } = await test([
      greeting('greets', { outputs: { hi: 'Ada' } }),
      {
        fixture: 'greeter.yml',
        case: 'imports',
        kind: 'import',
        expect: { import_status: 'completed' },
      },
    ])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^✓ greeter.yml: greets \d+ ms\n✓ greeter.yml: imports \d+ ms\n/)
    expect(stdout).toMatch(/\n2 passed · 2 cases · [\d.]+ s\n$/)
  })

  it('shows where what came out differs, and ends with 1', async () => {
    const { exitCode, stdout } = await test([
      greeting('greets', { outputs: { hi: 'Bob', more: [1] }, exceptions_count: 0 }),
    ])
    expect(exitCode).toBe(1)
    expect(stdout).toContain(
      [
        '    outputs differs',
        '      at hi',
        '      - expected "Bob"',
        '      + received "Ada"',
        '      at more',
        '      - expected [1]',
        '      + received (nothing)',
      ].join('\n'),
    )
    expect(stdout).toContain('1 failed, 0 passed · 1 cases')
  })

  it('prints one JSON document for programs', async () => {
    const { exitCode, stdout } = await test(
      [greeting('right', { outputs: { hi: 'Ada' } }), greeting('wrong', { outputs: {} })],
      '--json',
    )
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      passed: 1,
      failed: 1,
      cases: [
        { fixture: 'greeter.yml', case: 'right', passed: true, mismatches: [] },
        {
          case: 'wrong',
          passed: false,
          mismatches: [
            {
              expectation: 'outputs',
              problem: 'differs',
              differences: [{ path: 'hi', actual: 'Ada' }],
            },
          ],
        },
      ],
    })
  })

  it('tries only what the filter names', async () => {
    const cases = [greeting('one', {}), greeting('two', {})]
    const { stdout } = await test(cases, '--filter', 'TWO')
    expect(stdout).toContain('greeter.yml: two')
    expect(stdout).not.toContain('greeter.yml: one')
    expect(await test(cases, '--filter', 'three')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('No case has "three" in its title.') as string,
    })
  })

  it('does not let documents steer the terminal', async () => {
    const { stdout } = await test([greeting('\u001b[2Jboo', { outputs: { hi: '\u009b31m' } })])
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}/u)
    expect(stdout).toContain('\\u001b[2Jboo')
  })

  it('serves routes to the nodes of the case, and nothing else that is local', async () => {
    await folder.write(
      'caller.yml',
      documentOf([
        { id: 'start', data: { type: 'start', title: 'Start', variables: [] } },
        {
          id: 'call',
          data: {
            type: 'http-request',
            title: 'Call',
            method: 'post',
            url: '{{#start.base#}}/items',
            authorization: { type: 'no-auth', config: null },
            headers: 'X-Trace: 7',
            params: 'page:1',
            body: { type: 'json', data: [{ type: 'text', value: '{"a":1}' }] },
            timeout: {},
          },
        },
        {
          id: 'end',
          data: {
            type: 'end',
            title: 'End',
            outputs: [
              { variable: 'status', value_selector: ['call', 'status_code'] },
              { variable: 'body', value_selector: ['call', 'body'] },
            ],
          },
        },
      ]),
    )
    const routes = [
      { method: 'POST', path: '/items', responses: [{ status: 201, json: { ok: true } }] },
    ]
    const { exitCode, stdout } = await test([
      {
        fixture: 'caller.yml',
        case: 'calls',
        inputs: { base: '${TEST_SERVER}' },
        test_server: { routes },
        expect: {
          outputs: { status: 201, body: '{"ok":true}' },
          requests: [
            {
              method: 'POST',
              path: '/items',
              query: { page: '1' },
              headers: { 'x-trace': '7' },
              json: { a: 1 },
            },
          ],
        },
      },
      {
        fixture: 'caller.yml',
        case: 'is refused elsewhere',
        inputs: { base: 'http://127.0.0.1:9' },
        expect: { status: 'failed' },
      },
    ])
    expect(stdout).toContain('2 passed')
    expect(exitCode).toBe(0)
  })

  it.each([
    ['is not there', undefined, 'There is no such file.'],
    ['is not JSON', '[', 'This is not JSON'],
    ['has no cases', '[]', 'There are no cases.'],
    [
      'has a field nobody knows',
      '[{"fixture":"a.yml","case":"x","expect":{},"qeury":""}]',
      '"qeury"',
    ],
  ])('ends with 2 when the file %s', async (_, text, message) => {
    if (text !== undefined) await folder.write('cases.json', text)
    const { exitCode, stderr } = await weft('test', 'cases.json')
    expect(stderr).toContain(message)
    expect(exitCode).toBe(2)
  })
})
