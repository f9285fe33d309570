import {
  EgressRefused,
  TenantId,
  type EgressClient,
  type EgressRequest,
  type EgressResponse,
  type JsonObject,
} from '@weft/domain/kernel'
import { completeArguments, type ToolMessage } from '@weft/domain/tool'
import { ProviderRegistry, type ToolProvider } from '@weft/application/tool'

export const tenantId = TenantId.parse('00000000-0000-7000-8000-000000000002')

type Answer = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** Answers by address, and remembers what it was asked; every other address is refused. */
export class FakeEgress implements EgressClient {
  readonly requests: EgressRequest[] = []

  constructor(private readonly answers: Readonly<Record<string, Answer>>) {}

  send(request: EgressRequest): Promise<EgressResponse> {
    this.requests.push(request)
    const answer = this.answers[request.url] ?? this.answers['*']
    if (!answer) return Promise.reject(new EgressRefused(`${request.url} may not be reached.`))
    const { status = 200, headers = {}, body = '' } = answer
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
    return Promise.resolve({ status, headers, url: request.url, body: bytes })
  }
}

/** Uses a tool of the provider as nodes do. */
export async function use(
  provider: ToolProvider,
  name: string,
  values: JsonObject = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly ToolMessage[]> {
  const ref = { providerType: provider.type, provider: provider.name, tool: name }
  const tool = await new ProviderRegistry([provider]).tool(tenantId, ref)
  const complete = completeArguments(tool.description.parameters, values)
  const messages: ToolMessage[] = []
  for await (const message of tool.invoke(complete, { tenantId, user: undefined, signal }))
    messages.push(message)
  return messages
}

export async function textOf(...args: Parameters<typeof use>): Promise<string> {
  return (await use(...args))
    .map((message) => (message.type === 'text' ? message.text : `(${message.type})`))
    .join('')
}
