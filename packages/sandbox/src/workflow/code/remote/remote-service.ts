import {
  EgressFailed,
  isJsonObject,
  type EgressResponse,
  type JsonValue,
} from '@weft/domain/kernel'
import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleType,
  type CircuitBreakerPolicy,
} from 'cockatiel'

import type { RemoteSandboxOptions } from './remote-options.js'
import type { RemoteOutput } from './remote-answer.js'
import type { RemoteProgram } from './remote-program.js'

export type ServiceAnswer =
  | { readonly type: 'ran'; readonly output: RemoteOutput }
  | { readonly type: 'too-large' }
  | { readonly type: 'unavailable'; readonly message: string }

/** The service itself does not work: what the circuit breaker counts. A program that fails is no such thing. */
class ServiceDown extends Error {}

const CONNECT_MS = 10_000

/** Speaks to a dify-sandbox service. */
export class RemoteService {
  private readonly breaker: CircuitBreakerPolicy

  constructor(private readonly options: RemoteSandboxOptions) {
    this.breaker = circuitBreaker(handleType(ServiceDown), {
      halfOpenAfter: options.openMs ?? 10_000,
      breaker: new ConsecutiveBreaker(options.failuresToOpen ?? 5),
    })
  }

  /** Rejects only with the signal's reason. */
  async run(
    program: RemoteProgram & { readonly isNetworkOpen: boolean },
    { signal, maxResponseBytes }: { signal: AbortSignal; maxResponseBytes: number },
  ): Promise<ServiceAnswer> {
    try {
      return await this.breaker.execute(() => this.post(program, signal, maxResponseBytes))
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (error instanceof BrokenCircuitError) return unavailable(UNAVAILABLE)
      return unavailable(error instanceof Error ? error.message : UNAVAILABLE)
    }
  }

  private async post(
    { language, code, isNetworkOpen }: RemoteProgram & { readonly isNetworkOpen: boolean },
    signal: AbortSignal,
    maxResponseBytes: number,
  ): Promise<ServiceAnswer> {
    const { url, apiKey, egress, connectTimeoutMs = CONNECT_MS } = this.options
    const body = { language, code, preload: '', enable_network: isNetworkOpen }
    try {
      const response = await egress.send(
        {
          method: 'POST',
          url: `${url.replace(/\/+$/, '')}/v1/sandbox/run`,
          headers: [
            ['content-type', 'application/json'],
            ['x-api-key', apiKey.reveal()],
          ],
          body: JSON.stringify(body),
          timeouts: { connectMs: connectTimeoutMs },
          maxResponseBytes,
          maxRedirects: 0,
        },
        { signal },
      )
      return readResponse(response)
    } catch (error) {
      if (signal.aborted || error instanceof ServiceDown) throw error
      if (error instanceof EgressFailed && error.kind === 'too-large') return { type: 'too-large' }
      throw new ServiceDown(UNREACHABLE(error), { cause: error })
    }
  }
}

const UNAVAILABLE = 'Code execution service is unavailable'

const UNREACHABLE = (error: unknown) =>
  'Failed to execute code, which is likely a network issue, please check if the sandbox service is running. ' +
  `( Error: ${error instanceof Error ? error.message : String(error)} )`

/** @throws ServiceDown */
function readResponse({ status, body }: EgressResponse): ServiceAnswer {
  if (status === 503) throw new ServiceDown(UNAVAILABLE)
  if (status >= 500) throw new ServiceDown(statusMessage(status))
  if (status !== 200) return unavailable(statusMessage(status))
  const answer = parse(body)
  if (!isJsonObject(answer)) throw new ServiceDown('The sandbox service did not answer with JSON.')
  const { code, message, data } = answer
  if (code !== 0) {
    return unavailable(`Got error code: ${asText(code)}. Got error msg: ${asText(message)}`)
  }
  if (!isJsonObject(data)) throw new ServiceDown('The sandbox service gave no result.')
  return { type: 'ran', output: { stdout: asText(data['stdout']), error: asText(data['error']) } }
}

function statusMessage(status: number): string {
  return `Failed to execute code, got status code ${status}, please check if the sandbox service is running`
}

function parse(body: Uint8Array): JsonValue {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as JsonValue
  } catch {
    return null
  }
}

function asText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

function unavailable(message: string): ServiceAnswer {
  return { type: 'unavailable', message }
}
