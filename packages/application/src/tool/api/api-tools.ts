import type { EgressClient, EgressRequest, JsonObject, TenantId } from '@weft/domain/kernel'
import { ToolInvocationFailed, type Tool, type ToolMessage } from '@weft/domain/tool'
import { messageTool } from '../function-tool.js'
import type { ToolProvider } from '../tool-provider.js'
import { parseApiCredentials, withoutKey, type ApiCredentials } from './api-credentials.js'
import type { ApiOperation } from './api-operation.js'
import { toApiRequest } from './api-request.js'
import { parseOpenApi } from './parse-open-api.js'
import { readApiResponse } from './read-api-response.js'
import { sendApiRequest } from './send-api-request.js'

/** An API that somebody described, to be used as tools. */
export type ApiToolConfiguration = {
  /** The provider's name in documents. */
  readonly name: string
  /** An OpenAPI document: JSON or YAML, or already read. */
  readonly schema: string | JsonObject
  /** `{auth_type: 'none'}`, or a key for a header or for the query. */
  readonly credentials: JsonObject
  /** The workspace the tools belong to; absent for everybody. */
  readonly tenantId?: TenantId
}

/**
 * The operations of an API as tools.
 *
 * @throws ToolSchemaInvalid when the description cannot be read.
 * @throws ToolCredentialsInvalid when the credentials are incomplete.
 */
export function apiTools(
  { name, schema, credentials, tenantId }: ApiToolConfiguration,
  egress: EgressClient,
): ToolProvider {
  const known = parseApiCredentials(credentials)
  return {
    type: 'api',
    name,
    tools: parseOpenApi(schema).map((operation) => apiTool(operation, known, egress)),
    ...(tenantId && { tenantId }),
  }
}

function apiTool(operation: ApiOperation, credentials: ApiCredentials, egress: EgressClient): Tool {
  const { name, description, parameters } = operation
  return messageTool(
    { name, label: name, description, parameters },
    async function* (values, { signal }) {
      const request = toApiRequest(operation, values, credentials)
      yield* await carryOut(egress, request, credentials, signal)
    },
  )
}

/** @throws ToolInvocationFailed that says nothing of the credentials. */
async function carryOut(
  egress: EgressClient,
  request: EgressRequest,
  credentials: ApiCredentials,
  signal: AbortSignal,
): Promise<readonly ToolMessage[]> {
  try {
    return readApiResponse(await sendApiRequest(egress, request, signal))
  } catch (error) {
    if (!(error instanceof ToolInvocationFailed)) throw error
    throw new ToolInvocationFailed(withoutKey(error.message, credentials))
  }
}
