import { APICallError } from '@ai-sdk/provider'
import { isJsonObject, type JsonObject } from '@weft/domain/kernel'
import type { Fetch } from './watched-fetch.js'

const MAX_ERROR_LENGTH = 65_536

/** The provider's answer is not what its protocol says. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer'
}

export type EndpointOptions = {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: Fetch
}

type Outgoing = Omit<RequestInit, 'headers'> & {
  readonly headers?: Readonly<Record<string, string>>
}

/** Plain requests to a provider, for what its library has no word for. Fails as the libraries do. */
export class ProviderEndpoint {
  readonly #options: EndpointOptions

  constructor(options: EndpointOptions) {
    this.#options = options
  }

  async get(path: string, signal: AbortSignal): Promise<JsonObject> {
    return readObject(await this.send(path, { method: 'GET', signal }))
  }

  async post(path: string, body: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    return readObject(await this.postRaw(path, body, signal))
  }

  /** The answer as it comes, for what is not JSON. */
  async postRaw(path: string, body: JsonObject, signal: AbortSignal): Promise<Response> {
    const headers = { 'content-type': 'application/json' }
    return this.send(path, { method: 'POST', headers, body: JSON.stringify(body), signal })
  }

  async postForm(path: string, body: FormData, signal: AbortSignal): Promise<JsonObject> {
    return readObject(await this.send(path, { method: 'POST', body, signal }))
  }

  private async send(path: string, { headers: own = {}, ...init }: Outgoing): Promise<Response> {
    const { baseUrl, headers, fetch } = this.#options
    const url = `${baseUrl}${path}`
    const response = await fetch(url, { ...init, headers: { ...headers, ...own } })
    if (response.ok) return response
    throw new APICallError({
      message: `Status ${response.status}`,
      url,
      requestBodyValues: undefined,
      statusCode: response.status,
      responseHeaders: Object.fromEntries(response.headers),
      responseBody: (await response.text()).slice(0, MAX_ERROR_LENGTH),
    })
  }
}

async function readObject(response: Response): Promise<JsonObject> {
  const text = await response.text()
  const parsed = parse(text)
  if (isJsonObject(parsed)) return parsed
  throw new UnreadableAnswer('The answer is not a JSON object.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UnreadableAnswer('The answer is not JSON.', { cause })
  }
}
