import {
  parseTrialCases,
  standardNodeKinds,
  TrialRunner,
  type ReceivedRequest,
  type TestServer,
  type TrialOptions,
  type TrialPorts,
  type TrialResult,
} from '@weft/application/workflow'
import type { JsonArray, JsonObject, JsonValue } from '@weft/domain/kernel'
import type { NodeKind } from '@weft/domain/workflow'
import { noCode, noModels, plainTemplates } from '../nodes/node-harness.js'

/** Fetches nothing: writes down that it was asked to, as if the server of the case had been asked. */
class CallingNodeKind implements NodeKind {
  readonly type = 'http-request'
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = true

  constructor(private readonly servers: readonly FakeServer[]) {}

  bind({ data }: Parameters<NodeKind['bind']>[0]): ReturnType<NodeKind['bind']> {
    return {
      execute: () => {
        const url = new URL(textOf(data['url']))
        const server = this.servers.find(({ address }) => address === url.origin)
        if (!server) return { type: 'failed', error: `${url.href} is not there`, errorType: 'Gone' }
        server.received.push(requestFor(url, textOf(data['body'])))
        return { type: 'succeeded', outputs: { body: 'ok', url: url.href } }
      },
    }
  }
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function requestFor(url: URL, body: string): ReceivedRequest {
  return {
    method: 'POST',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { 'content-type': 'application/json', 'x-other': '1' },
    body,
  }
}

type FakeServer = TestServer & { readonly received: ReceivedRequest[]; isClosed: boolean }

export class Stage implements TrialPorts {
  readonly started: FakeServer[] = []
  readonly opened: (readonly string[])[] = []
  areNodesClosed = false

  constructor(private readonly texts: Readonly<Record<string, string>>) {}

  readonly documents = {
    read: (fixture: string): Promise<string> => {
      const text = this.texts[fixture]
      return text === undefined
        ? Promise.reject(new Error(`${fixture} cannot be read`))
        : Promise.resolve(text)
    },
  }

  readonly servers = {
    start: (): Promise<TestServer> => {
      const server: FakeServer = {
        address: `http://127.0.0.1:${9000 + this.started.length}`,
        received: [],
        isClosed: false,
        fileAddress: ({ name }) => `http://files.invalid/${name}`,
        close: () => {
          server.isClosed = true
          return Promise.resolve()
        },
      }
      this.started.push(server)
      return Promise.resolve(server)
    },
  }

  readonly nodes = {
    open: (addresses: readonly string[]) => {
      this.opened.push(addresses)
      const services = { models: noModels, code: noCode, templates: plainTemplates }
      return Promise.resolve({
        kinds: [...standardNodeKinds(services), new CallingNodeKind(this.started)],
        close: () => {
          this.areNodesClosed = true
          return Promise.resolve()
        },
      })
    },
  }
}

export async function tryCases(
  texts: Readonly<Record<string, string>>,
  cases: JsonArray,
  options: Partial<TrialOptions> = {},
): Promise<{ readonly results: readonly TrialResult[]; readonly stage: Stage }> {
  const stage = new Stage(texts)
  const results: TrialResult[] = []
  const signal = new AbortController().signal
  for await (const result of new TrialRunner(stage).run(parseTrialCases(cases), {
    signal,
    ...options,
  }))
    results.push(result)
  return { results, stage }
}

/** What is wrong with one case of one document, as `expectation problem` lines. */
export async function problemsOf(text: string, trial: JsonObject): Promise<readonly string[]> {
  const { results } = await tryCases({ 'app.yml': text }, [
    { fixture: 'app.yml', case: 'a case', ...trial },
  ])
  return (results[0]?.mismatches ?? []).map(
    ({ expectation, problem }) => `${expectation} ${problem}`,
  )
}

type Node = { readonly id: string; readonly data: JsonObject }

/** A document of these nodes, in the order of the edges `a>b` or `a:handle>b`. */
export function documentOf(
  nodes: readonly Node[],
  edges: readonly string[],
  mode: 'workflow' | 'advanced-chat' = 'advanced-chat',
  workflow: JsonObject = {},
): string {
  return JSON.stringify({
    kind: 'app',
    version: '0.6.0',
    app: { name: 'Sample', mode },
    workflow: {
      ...workflow,
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
