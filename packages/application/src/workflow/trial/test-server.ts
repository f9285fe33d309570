import type { JsonValue } from '@weft/domain/kernel'
import type { CaseValue } from './case-value.js'
import type { TrialFile } from './trial-file.js'

/** What stands in for the address of the case's HTTP server. */
export const SERVER_PLACEHOLDER = '${TEST_SERVER}'

/** The n-th request to a route gets the n-th response; the last one repeats. */
export type TestRoute = {
  /** Upper case, or `*` for any. */
  readonly method: string
  readonly path: string
  readonly responses: readonly TestResponse[]
}

export type TestResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly delayMs: number
}

/** A request the server got. */
export type ReceivedRequest = {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface TestServer {
  /** Without a slash at the end. */
  readonly address: string
  /** In the order in which they came. */
  readonly received: readonly ReceivedRequest[]
  /** Where a file of the case can be fetched. Fetching it is not among `received`. */
  fileAddress(file: TrialFile): string
  close(): Promise<void>
}

/** Starts servers that are reachable from this machine only. A request no route is for gets a 404. */
export interface TestServers {
  start(content: {
    readonly routes: readonly TestRoute[]
    readonly files: readonly TrialFile[]
  }): Promise<TestServer>
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', '*'] as const

/** @throws InvalidTrialCase */
export function readTestRoutes(server: CaseValue): readonly TestRoute[] {
  server.allowOnly(['routes'])
  return server.require('routes').items().map(readRoute)
}

function readRoute(route: CaseValue): TestRoute {
  route.allowOnly(['method', 'path', 'responses'])
  const responses = route.require('responses')
  if (responses.items().length === 0) throw responses.refusal('must have at least one response')
  const path = route.require('path')
  if (!path.text().startsWith('/')) throw path.refusal('must begin with /')
  return {
    method: route.at('method')?.oneOf(METHODS) ?? 'GET',
    path: path.text(),
    responses: responses.items().map(readResponse),
  }
}

function readResponse(response: CaseValue): TestResponse {
  response.allowOnly(['status', 'status_code', 'headers', 'body', 'text', 'json', 'delay_ms'])
  const { body, contentType } = readBody(response)
  const headers = Object.fromEntries(
    (response.at('headers')?.entries() ?? []).map(([name, value]) => [name, value.text()]),
  )
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  return {
    status: (response.at('status') ?? response.at('status_code'))?.count() ?? 200,
    headers: names.includes('content-type') ? headers : { ...headers, 'content-type': contentType },
    body,
    delayMs: response.at('delay_ms')?.count() ?? 0,
  }
}

const TEXT = 'text/plain; charset=utf-8'

/** `text` and `json` say how the body is meant; a `body` that is no text is sent as JSON. */
function readBody(response: CaseValue): { readonly body: string; readonly contentType: string } {
  const { text, json, body } = response.map()
  if (text !== undefined) return { body: response.require('text').text(), contentType: TEXT }
  const value: JsonValue | undefined = json ?? body
  if (value === undefined) return { body: '', contentType: TEXT }
  if (json === undefined && typeof value === 'string') return { body: value, contentType: TEXT }
  return { body: JSON.stringify(value), contentType: 'application/json' }
}
