import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram, type CommandHost } from '@weft/server'
import type { JsonObject } from '@weft/domain/kernel'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/weft-process.js'

const HOSTILE = `</text></svg><script>alert(1)</script><img src=x onerror=alert(2)>"'&\u0000\u202e`

type Node = { readonly id: string; readonly data: JsonObject }

function documentOf(nodes: readonly Node[], edges: readonly string[], name = 'Sample'): string {
  return JSON.stringify({
    kind: 'app',
    version: '0.6.0',
    app: { name, mode: 'workflow' },
    workflow: {
      graph: {
        nodes: nodes.map(({ id, data }) => ({ id, data: { title: id, ...data } })),
        edges: edges.map((edge, index) => {
          const [from = '', target = ''] = edge.split('>')
          const [source = '', sourceHandle = 'source'] = from.split(':')
          return { id: `e${index}`, source, sourceHandle, target, targetHandle: 'target' }
        }),
      },
    },
  })
}

/** A branch, a call that fails twice and then for good, and an iteration. */
const DOCUMENT = documentOf(
  [
    {
      id: 'start',
      data: {
        type: 'start',
        title: 'Begin',
        variables: [{ variable: 'go', label: 'Go', type: 'text-input', required: false }],
      },
    },
    {
      id: 'choose',
      data: {
        type: 'if-else',
        cases: [
          {
            case_id: 'true',
            logical_operator: 'and',
            conditions: [
              { variable_selector: ['start', 'go'], comparison_operator: 'is', value: 'yes' },
            ],
          },
        ],
      },
    },
    { id: 'taken', data: { type: 'template-transform', template: 'x', variables: [] } },
    { id: 'left', data: { type: 'template-transform', template: 'x', variables: [] } },
    {
      id: 'call',
      data: {
        type: 'code',
        code_language: 'python3',
        code: '',
        variables: [],
        outputs: {},
        error_strategy: 'fail-branch',
        retry_config: { retry_enabled: true, max_retries: 2, retry_interval: 1 },
      },
    },
    { id: 'sorry', data: { type: 'template-transform', template: 'x', variables: [] } },
    {
      id: 'list',
      data: { type: 'code', code_language: 'python3', code: '', variables: [], outputs: {} },
    },
    {
      id: 'each',
      data: {
        type: 'iteration',
        iterator_selector: ['list', 'items'],
        output_selector: ['inner', 'output'],
        start_node_id: 'each-start',
      },
    },
    {
      id: 'each-start',
      data: { type: 'iteration-start', title: '', iteration_id: 'each', isInIteration: true },
    },
    {
      id: 'inner',
      data: {
        type: 'template-transform',
        template: 'x',
        variables: [],
        iteration_id: 'each',
        isInIteration: true,
      },
    },
    {
      id: 'end',
      data: { type: 'end', outputs: [{ variable: 'all', value_selector: ['each', 'output'] }] },
    },
  ],
  [
    'start>choose',
    'choose:true>taken',
    'choose:false>left',
    'taken>call',
    'call:fail-branch>sorry',
    'sorry>list',
    'list>each',
    'each-start>inner',
    'each>end',
  ],
)
const MOCKS = {
  call: { error: 'no connection', error_type: 'Gone' },
  list: { outputs: { items: ['a', 'b', 'c'] } },
}

describe('weft run --graph', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(() => folder.remove())

  async function draw(
    document: string,
    file: string,
    mocks: JsonObject = {},
    inputs: JsonObject = {},
  ) {
    await folder.write('app.yml', document)
    await folder.write('mocks.json', JSON.stringify(mocks))
    let stderr = ''
    const host: CommandHost = {
      workingDir: folder.path,
      environment: {},
      stdout: { write: () => undefined },
      stderr: { write: (text) => (stderr += text) },
      onInterrupt: () => () => undefined,
    }
    const options = ['--graph', file, '--mocks', 'mocks.json', '--inputs', JSON.stringify(inputs)]
    const exitCode = await runProgram(['run', 'app.yml', ...options], host)
    const drawn = exitCode === 2 ? '' : await readFile(join(folder.path, file), 'utf8')
    return { exitCode, drawn, stderr }
  }

  it('draws nodes with what became of them', async () => {
    const { exitCode, drawn } = await draw(DOCUMENT, 'run.svg', MOCKS, { go: 'yes' })
    expect(exitCode).toBe(0)
    expect(statusOf(drawn, 'Begin')).toBe('succeeded')
    expect(statusOf(drawn, 'taken')).toBe('succeeded')
    expect(statusOf(drawn, 'left')).toBe('skipped')
    expect(statusOf(drawn, 'call')).toBe('exception')
    expect(groupOf(drawn, 'call')).toContain('2 retries')
    expect(groupOf(drawn, 'each')).toContain('3 of 3 items')
    expect(groupOf(drawn, 'inner')).toContain('3 runs')
    expect(drawn).toContain('>partial-succeeded<')
  })

  it('draws the ways that were taken and those that were not, with the names of branches', async () => {
    const { drawn } = await draw(DOCUMENT, 'run.svg', MOCKS, { go: 'yes' })
    expect(drawn.match(/<path class="way taken"/g)).toHaveLength(8)
    expect(drawn.match(/<path class="way skipped"/g)).toHaveLength(1)
    for (const label of ['if', 'else', 'on failure']) expect(drawn).toContain(`>${label}<`)
  })

  it('puts what is in a container within its borders', async () => {
    const { drawn } = await draw(DOCUMENT, 'run.svg', MOCKS, { go: 'yes' })
    const outer = boxOf(groupOf(drawn, 'each'), 'group')
    const inner = boxOf(groupOf(drawn, 'inner'), 'card')
    expect(inner.x).toBeGreaterThan(outer.x)
    expect(inner.y).toBeGreaterThan(outer.y)
    expect(inner.x + inner.width).toBeLessThan(outer.x + outer.width)
    expect(inner.y + inner.height).toBeLessThan(outer.y + outer.height)
  })

  it('draws a run that failed, and what it did not come to', async () => {
    const { exitCode, drawn } = await draw(
      DOCUMENT,
      'run.svg',
      { ...MOCKS, list: { error: 'out of paper', error_type: 'Paper' } },
      { go: 'yes' },
    )
    expect(exitCode).toBe(1)
    expect(statusOf(drawn, 'list')).toBe('failed')
    expect(statusOf(drawn, 'end')).toBe('idle')
    expect(drawn).toContain('out of paper')
    expect(drawn).toMatch(/<path class="way unused"/)
  })

  it('shows inputs, outputs and errors of every node on the page', async () => {
    const { drawn } = await draw(DOCUMENT, 'run.html', MOCKS, { go: 'yes' })
    expect(drawn).toContain('<svg xmlns=')
    expect(drawn.match(/<details/g)).toHaveLength(11)
    expect(drawn).toContain('item 3 · succeeded')
    expect(drawn).toContain('<pre class="error">no connection</pre>')
    expect(drawn).toContain('&quot;go&quot;: &quot;yes&quot;')
  })

  it.each(['run.svg', 'run.html'])(
    'keeps hostile titles, errors and outputs texts in %s',
    async (file) => {
      const document = documentOf(
        [
          { id: 'start', data: { type: 'start', title: HOSTILE, variables: [] } },
          {
            id: 'code',
            data: {
              type: 'code',
              title: HOSTILE,
              code_language: 'python3',
              code: '',
              variables: [],
              outputs: {},
            },
          },
          {
            id: 'end',
            data: {
              type: 'end',
              title: HOSTILE,
              outputs: [{ variable: HOSTILE, value_selector: ['code', 'x'] }],
            },
          },
        ],
        ['start>code', 'code>end'],
        HOSTILE,
      )
      for (const mock of [{ outputs: { x: HOSTILE } }, { error: HOSTILE, error_type: HOSTILE }]) {
        const { drawn } = await draw(document, file, { code: mock }, { a: HOSTILE })
        expect(drawn).not.toMatch(/<(script|img|iframe|object|foreignObject|a)\b/i)
        expect(drawn.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]+\son\w+\s*=/i)
        expect(drawn).not.toMatch(/(?!\n)\p{Cc}|\u202e/u)
        expect(drawn.match(/<\/svg>/g)?.length).toBe(drawn.match(/<svg\b/g)?.length)
      }
    },
  )

  it('lets a page load nothing and run nothing', async () => {
    const { drawn } = await draw(DOCUMENT, 'run.html', MOCKS)
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(drawn)?.[1]
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+' 'sha256-[^']+'; base-uri 'none'; form-action 'none'$/,
    )
    expect(drawn).not.toMatch(/\sstyle=|\shref=|\ssrc=|url\(|@import/)
  })

  it('takes files of the kinds it can draw, and apps that have a graph', async () => {
    expect(await draw(DOCUMENT, 'run.png')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('.svg or .html') as string,
    })
    expect(await draw(DOCUMENT, 'no-such-folder/run.svg', MOCKS, {})).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('cannot be written') as string,
    })
    const chat = JSON.stringify({
      kind: 'app',
      version: '0.6.0',
      app: { name: 'Chat', mode: 'chat' },
      model_config: { model: { provider: 'offline', name: 'echo', mode: 'chat' } },
    })
    expect((await draw(chat, 'run.svg')).stderr).toContain('this one has no nodes')
  })
})

/** The group of the node with this title. */
function groupOf(svg: string, title: string): string {
  const groups = svg.split('<g class="node ').slice(1)
  const own = groups.find((group) => group.includes(`<title>${title} (`))
  if (own === undefined) throw new Error(`There is no node ${title}`)
  return own
}

function statusOf(svg: string, title: string): string {
  return groupOf(svg, title).split('"')[0] ?? ''
}

function boxOf(group: string, name: string) {
  const match = new RegExp(
    `class="${name}" x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"`,
  ).exec(group)
  const [x = 0, y = 0, width = 0, height = 0] = (match ?? []).slice(1).map(Number)
  return { x, y, width, height }
}
