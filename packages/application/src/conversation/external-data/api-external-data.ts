import type { ExternalDataQuery, ExternalDataTool } from '@weft/domain/conversation'
import { ApiExtensionFailed } from '@weft/domain/extension'
import type { ExtensionCaller } from '../../extension/index.js'

/** Asks an API extension of the workspace for a variable's value. */
export class ApiExternalData implements ExternalDataTool {
  readonly type = 'api'

  constructor(private readonly extensions: ExtensionCaller) {}

  async query(
    { tenantId, appId, variable, config, inputs, query }: ExternalDataQuery,
    options: { readonly signal: AbortSignal },
  ): Promise<string> {
    const { api_based_extension_id: id } = config
    const call = {
      point: 'app.external_data_tool.query',
      params: { app_id: appId, tool_variable: variable, inputs, query },
    } as const
    const extensionId = typeof id === 'string' ? id : ''
    const { result } = await this.extensions.call(tenantId, extensionId, call, options)
    if (typeof result === 'string') return result
    throw new ApiExtensionFailed(
      'answer',
      `The API extension answered no text for the variable ${variable}.`,
    )
  }
}
