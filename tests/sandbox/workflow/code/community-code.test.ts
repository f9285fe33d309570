import { Egress } from '@weft/adapters-egress'
import { readDocument } from '@weft/application/workflow'
import { isJsonObject, type EgressClient, type JsonObject } from '@weft/domain/kernel'
import { CODE_LANGUAGES, readWorkflow, type GraphNode } from '@weft/domain/workflow'
import { createCodeSandbox, type CodeSandbox } from '@weft/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startHttpServer, type TestServer } from '../../../support/http-server.js'
import {
  hasSharedFiles,
  listShared,
  readShared,
  sharedFilesNote,
} from '../../../support/shared-files.js'
import { requestOf } from './requests.js'

/** Values that make sense to the code that reads them, by document and variable. */
const INPUTS: Readonly<Record<string, JsonObject>> = {
  'Dify-运营一条龙.yml': { arg1: '{"data":{"url":"https://example.org/a.png"}}' },
  'Form表单聊天Demo.yml': { input_string: '{"username":"svcvit","password":"x"}' },
  'LanguageConsistencyChecker.yml': {
    ...{ cn: '你好', en: 'hello', jp: 'こんにちは', lang: 'en-US' },
    text: '{"data":{"content":"hello"}}',
  },
  'chart_demo.yml': {
    data: JSON.stringify({
      data: {
        data: [{ month: 1, maxTemp: 5, minTemp: -3, rainfall: 40 }],
        ...{ beginYear: 2020, endYear: 2024 },
      },
    }),
  },
  'jieba.yml': { input_content: '我来到北京' },
  'json_translate.yml': {
    json_data_string: '{"title":"你好","list":["world",1,"#fff"]}',
    item: { path: ['title'], text: '你好' },
    translated_text: 'hello',
    translated_items: [{ path: ['list', '0'], translated_text: '世界' }],
  },
  'matplotlib.yml': {},
  'simple-kimi.yml': {
    search_results: [1, 2, 3, 4].map((n) => ({ href: `https://example.org/${n}`, title: `t${n}` })),
    crawl_result: 'URL: x\nTEXT:\n\nthe text',
  },
  '完蛋！我被LLM包围了！（战绩排行版）.yml': {
    ...{ query: 'abc', game_level: 0, question_id: 0, text: '', status: 'start' },
    ...{ reversed_text: '', reciprocal_text: '' },
  },
  '搜索大师.yml': { arg1: 'one\ntwo', arg2: ['see https://example.org/a for more', 'nothing'] },
  '春联生成器.yml': { text: 'Here: {"banner":"万事如意","top":"上","bottom":"下"} done' },
  '腾讯云SubtitleInfo.yml': { file_ids: '387702299', sub_appid: 1 },
}

/** What is neither in the standard library nor lent by the sandbox. */
const FOREIGN = ['jieba', 'matplotlib', 'numpy', 'sympy']

type CodeNode = {
  readonly document: string
  readonly id: string
  readonly language: (typeof CODE_LANGUAGES)[number]
  readonly code: string
  readonly inputs: JsonObject
  readonly outputs: readonly string[]
}

const nodes: readonly CodeNode[] = hasSharedFiles
  ? listShared('dsl/community', '.yml').flatMap((name) => codeNodesOf(name))
  : []

function codeNodesOf(document: string): readonly CodeNode[] {
  const { body } = readDocument(readShared(`dsl/community/${document}`))
  if (body.type !== 'workflow') return []
  const { graph } = readWorkflow(body.workflow)
  return graph.nodes.filter(({ type }) => type === 'code').map((node) => toCodeNode(document, node))
}

function toCodeNode(document: string, { id, data }: GraphNode): CodeNode {
  const known = INPUTS[document] ?? {}
  const variables = Array.isArray(data['variables']) ? data['variables'] : []
  const names = variables.filter(isJsonObject).map(({ variable }) => textOf(variable))
  return {
    document,
    id,
    language: CODE_LANGUAGES.find((one) => one === data['code_language'])!,
    code: textOf(data['code']),
    inputs: Object.fromEntries(names.map((name) => [name, known[name] ?? null])),
    outputs: isJsonObject(data['outputs'] ?? null)
      ? Object.keys(data['outputs'] as JsonObject)
      : [],
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

const foreignOf = ({ code }: CodeNode) =>
  FOREIGN.filter((name) => new RegExp(`^\\s*(import|from) ${name}\\b`, 'm').test(code))

describe.runIf(hasSharedFiles)(`code of published apps${sharedFilesNote}`, () => {
  let sandbox: CodeSandbox
  let server: TestServer
  let egress: Egress
  beforeAll(async () => {
    server = await startHttpServer((request, response) => {
      if (request.method === 'GET') {
        response.end('WEBVTT\n\n00:01 hello')
        return
      }
      const subtitle = { Id: '1', Url: 'https://vod.example.org/a.vtt' }
      const media = [{ SubtitleInfo: { SubtitleSet: [subtitle] } }]
      response.end(JSON.stringify({ Response: { MediaInfoSet: media } }))
    })
    egress = Egress.open({ allow: [`127.0.0.1:${server.port}`] })
    // The hosts the code speaks to are played by the server here.
    const toServer: EgressClient = {
      send: (request, options) => {
        const { pathname, search } = new URL(request.url)
        const headers = request.headers.filter(([name]) => name.toLowerCase() !== 'host')
        return egress.send(
          { ...request, headers, url: `${server.url}${pathname}${search}` },
          options,
        )
      },
    }
    sandbox = createCodeSandbox({
      network: { egress: toServer, grantOf: () => ({ type: 'granted' }) },
    })
  })
  afterAll(async () => {
    await sandbox.close()
    await egress.close()
    await server.close()
  })

  const run = ({ language, code, inputs }: CodeNode) =>
    sandbox.run(requestOf(language, code, inputs), { signal: new AbortController().signal })

  it('is there to try', () => {
    expect(nodes.length).toBeGreaterThan(25)
  })

  it.each(nodes.filter((node) => foreignOf(node).length === 0))(
    'runs: $document $id',
    async (node) => {
      const outcome = await run(node)
      expect(outcome).toMatchObject({ type: 'completed' })
      if (outcome.type !== 'completed' || !isJsonObject(outcome.output)) return
      expect(Object.keys(outcome.output).sort()).toEqual([...node.outputs].sort())
    },
  )

  it.each(nodes.filter((node) => foreignOf(node).length > 0))(
    'says what it lacks: $document $id',
    async (node) => {
      const outcome = await run(node)
      expect(outcome).toMatchObject({ type: 'failed', error: { type: 'ModuleNotFoundError' } })
      const message = outcome.type === 'failed' ? outcome.error.message : ''
      expect(message).toContain(`No module named '${foreignOf(node)[0]}'`)
      expect(message).toContain('sandbox.remote')
    },
  )

  it('reaches the server the way published code does', async () => {
    const node = nodes.find(({ document }) => document.startsWith('腾讯云'))!
    const outcome = await run(node)
    expect(outcome).toMatchObject({
      type: 'completed',
      output: { status: 1, content: 'WEBVTT\n\n00:01 hello' },
    })
    const login = await run(nodes.find(({ document }) => document.startsWith('Form'))!)
    expect(login).toMatchObject({ output: { is_login: 1, user_token: 'user_token_test' } })
  })
})
