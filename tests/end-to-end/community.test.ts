import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppCallerCache, ImportApp } from '@weft/application/app'
import { InMemoryStore, InMemoryUnitOfWork } from '@weft/application/testing'
import { TenantId, type JsonObject } from '@weft/domain/kernel'
import { aClock, sequentialIds } from '@weft/domain/kernel/testing'
import { NodeKindTable } from '@weft/domain/workflow'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  hasSharedFiles,
  listShared,
  readShared,
  sharedFilesNote,
  sharedPath,
} from '../support/shared-files.js'
import { runWeft, temporaryFolder } from '../support/weft-process.js'
import { readReport, type TestReport } from './test-report.js'

const FOLDER = 'dsl/community/'

type Trial = {
  readonly fixture: string
  readonly case: string
  readonly query?: string
  readonly inputs?: JsonObject
  readonly mocks?: JsonObject
  readonly expect: JsonObject
}

/** What stands in for the services that documents call. */
const TOOLS = { '*tool*': { outputs: { text: 'found', json: [], files: [] } } }
const AGENT = { '*agent*': { outputs: { text: 'An agent says so.', json: [], files: [] } } }
const KNOWLEDGE = { '*knowledge-retrieval*': { outputs: { result: [] } } }
const http = (body: JsonObject) => ({
  '*http-request*': {
    outputs: { status_code: 200, body: JSON.stringify(body), headers: {}, files: [] },
  },
})

const runs = (
  fixture: string,
  given: Omit<Trial, 'fixture' | 'case' | 'expect'>,
  expected: JsonObject = {},
): Trial => ({
  fixture,
  case: 'runs',
  ...given,
  expect: { status: 'succeeded', ...expected },
})

/** Every document, with what it asks for and stand-ins for what is not on this machine. */
const TRIALS: readonly Trial[] = [
  runs('AgentFlow.yml', { query: 'hello', mocks: AGENT }, { answer_contains: 'An agent says so.' }),
  runs('Artifact.yml', { query: 'a red button' }, { answer_contains: 'a red button' }),
  runs('Deep-Researcher-On-Dify.yml', {
    query: 'tea',
    inputs: { Research_Theme: 'tea' },
    mocks: { ...TOOLS, ...KNOWLEDGE },
  }),
  runs('Dify-运营一条龙.yml', {
    inputs: { basic_instruction: 'tea' },
    mocks: http({ data: { url: 'https://images.invalid/1.png' } }),
  }),
  runs('DuckDuckGo翻译+LLM二次翻译.yml', { inputs: { content: 'tea' }, mocks: TOOLS }),
  runs('Form表单聊天Demo.yml', {
    query: '{"username":"someone","password":"secret"}',
    mocks: { '*code*': { outputs: { is_login: 0, user_token: '' } } },
  }),
  runs('LanguageConsistencyChecker.yml', {
    inputs: { url: 'https://example.invalid', lang: 'en' },
    mocks: TOOLS,
  }),
  runs('MCP.yml', { query: 'hello', mocks: AGENT }, { answer_contains: 'An agent says so.' }),
  runs('SEO-Slug-Generator.yml', { inputs: { title: 'Green tea' } }),
  runs(
    'chart_demo.yml',
    {
      query: 'hello',
      mocks: http({
        data: {
          beginYear: 2000,
          endYear: 2001,
          data: [{ month: 1, maxTemp: 9, minTemp: 1, rainfall: 4 }],
        },
      }),
    },
    { answer_contains: '2000年-2001年' },
  ),
  runs(
    'jieba.yml',
    { query: '你好', mocks: { '*code*': { outputs: { output: "['你好']" } } } },
    {
      answer_contains: '你好',
    },
  ),
  runs(
    'json_translate.yml',
    { inputs: { json_data: '{"title":"你好","size":3}' }, mocks: TOOLS },
    { outputs: { updated_json: '{\n  "title": "found",\n  "size": 3\n}' } },
  ),
  runs(
    'matplotlib.yml',
    {
      query: 'hello',
      mocks: { '*code*': { outputs: { result: 'aGVsbG8=' } } },
    },
    { answer_contains: 'aGVsbG8=' },
  ),
  runs('simple-kimi.yml', {
    query: 'What is tea?',
    inputs: { web_search: '关闭' },
    mocks: {
      ...TOOLS,
      '*list-operator*': { outputs: { result: [], first_record: null, last_record: null } },
      '*document-extractor*': { outputs: { text: [] } },
    },
  }),
  runs('中译英.yml', { inputs: { content: '你好' } }),
  runs('图文知识库.yml', { query: 'tea', mocks: KNOWLEDGE }),
  runs('完蛋！我被LLM包围了！（战绩排行版）.yml', { query: 'hello', mocks: TOOLS }),
  runs('小支付-DEMO.yml', { query: 'hello', mocks: TOOLS }),
  runs('搜索大师.yml', { query: 'tea', mocks: { ...TOOLS, ...http({}) } }),
  runs('旅行Demo.yml', { query: 'hello', mocks: AGENT }),
  runs('春联生成器.yml', {
    inputs: { theme: 'tea', count: '五言' },
    mocks: { '*llm*': { text: '{"banner":"春来到","top":"上","bottom":"下"}' } },
  }),
  runs('根据用户的意图进行回复.yml', { inputs: { query: 'hello' }, mocks: KNOWLEDGE }),
  runs('腾讯云SubtitleInfo.yml', {
    inputs: { file_ids: 'a', sub_appid: 1 },
    mocks: { '*code*': { outputs: { result: '[]' } } },
  }),
]

/** What needs something that is not there, and what it is told. */
const WITHOUT: readonly Trial[] = [
  {
    fixture: 'jieba.yml',
    case: 'asks for a library the sandbox does not have',
    query: '你好',
    expect: { status: 'failed', error_contains: "No module named 'jieba'" },
  },
  {
    fixture: 'matplotlib.yml',
    case: 'asks for a library the sandbox does not have',
    query: 'hello',
    expect: { status: 'failed', error_contains: "No module named 'matplotlib'" },
  },
  {
    fixture: 'chart_demo.yml',
    case: 'gets another answer than it expects',
    query: 'hello',
    mocks: http({ message: 'no quota' }),
    expect: { status: 'failed', error_contains: "KeyError: 'data'" },
  },
]

const documents = hasSharedFiles ? listShared(FOLDER, '.yml') : []

describe.runIf(hasSharedFiles)(`documents of the community${sharedFilesNote}`, () => {
  let report: TestReport

  beforeAll(async () => {
    const folder = await temporaryFolder()
    try {
      report = await tryAll(folder)
    } finally {
      await folder.remove()
    }
  }, 120_000)

  it('are all tried', () => {
    expect(TRIALS.map(({ fixture }) => fixture).sort()).toEqual([...documents].sort())
  })

  it.each(documents)('import %s as an app', async (document) => {
    const imported = await importer().execute({
      tenantId: TenantId.parse('00000000-0000-7000-8000-00000000cafe'),
      text: readShared(FOLDER + document),
    })
    expect(imported.error).toBeUndefined()
    expect(imported.status).toBe('completed-with-warnings')
    expect(imported.appId).toBeDefined()
  })

  it.each([...TRIALS, ...WITHOUT].map((trial) => [trial.fixture, trial.case] as const))(
    'try %s: %s',
    (fixture, name) => {
      const result = report.cases.find((each) => each.fixture === fixture && each.case === name)
      expect(result?.mismatches).toEqual([])
    },
  )
})

/** Runs every trial through the command line, each document in a copy beside the cases. */
async function tryAll(folder: Awaited<ReturnType<typeof temporaryFolder>>): Promise<TestReport> {
  for (const document of documents)
    await copyFile(sharedPath(FOLDER + document), join(folder.path, document))
  const cases = await folder.write('cases.json', JSON.stringify([...TRIALS, ...WITHOUT]))
  const { stdout, stderr } = await runWeft(['test', cases, '--json', '--model', 'offline/echo'], {
    cwd: folder.path,
  })
  expect(stderr).toBe('')
  return readReport(stdout)
}

function importer(): ImportApp {
  const clock = aClock()
  return new ImportApp({
    unitOfWork: new InMemoryUnitOfWork(new InMemoryStore()),
    kinds: NodeKindTable.of([]),
    cache: new AppCallerCache(clock),
    clock,
    ids: sequentialIds(),
  })
}
