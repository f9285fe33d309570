import {
  EgressFailed,
  isJsonObject,
  type EgressClient,
  type EgressResponse,
  type JsonObject,
  type Secret,
} from '@weft/domain/kernel'
import { ApiExtensionFailed, type ExtensionCall } from '@weft/domain/extension'

/** Where an extension is, and what it is called with. */
export type ExtensionTarget = {
  readonly endpoint: string
  readonly apiKey: Secret
}

const CONNECT_MS = 5_000
const READ_MS = 60_000
const MOST_QUOTED_CHARACTERS = 100

/** Calls extensions. Redirects are not followed: the key is for the one address it was given for. */
export class ApiExtensionClient {
  constructor(private readonly egress: EgressClient) {}

  /**
   * What the extension answers.
   *
   * @throws ApiExtensionFailed when it does not answer, answers another status than 200, or no JSON object.
   * @throws EgressRefused when its address may not be reached from here.
   * Rejects with the signal's reason once aborted.
   */
  async call(
    { endpoint, apiKey }: ExtensionTarget,
    { point, params }: ExtensionCall,
    options: { readonly signal: AbortSignal },
  ): Promise<JsonObject> {
    const request = {
      method: 'POST',
      url: endpoint,
      headers: [
        ['content-type', 'application/json'],
        ['authorization', `Bearer ${apiKey.reveal()}`],
      ],
      body: JSON.stringify({ point, ...(params && { params }) }),
      timeouts: { connectMs: CONNECT_MS, idleMs: READ_MS },
      maxRedirects: 0,
    } as const
    const answer = await this.egress.send(request, options).catch((error: unknown) => {
      throw error instanceof EgressFailed ? unreachable(error) : error
    })
    return readAnswer(answer)
  }
}

function unreachable(error: EgressFailed): ApiExtensionFailed {
  if (error.kind === 'timeout')
    return new ApiExtensionFailed('timeout', 'The API extension took too long to answer.', {
      cause: error,
    })
  if (error.kind === 'too-large')
    return new ApiExtensionFailed('answer', 'The API extension answered too much.', {
      cause: error,
    })
  return new ApiExtensionFailed('connection', 'The API extension could not be reached.', {
    cause: error,
  })
}

function readAnswer({ status, body }: EgressResponse): JsonObject {
  const text = new TextDecoder().decode(body)
  if (status !== 200)
    throw new ApiExtensionFailed(
      'status',
      `The API extension answered with the status ${status}: ${quoted(text)}`,
      { details: { status } },
    )
  const answer = parseJson(text)
  if (!isJsonObject(answer))
    throw new ApiExtensionFailed(
      'answer',
      `The API extension did not answer a JSON object: ${quoted(text)}`,
    )
  return answer
}

function quoted(text: string): string {
  return Array.from(text).slice(0, MOST_QUOTED_CHARACTERS).join('')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
