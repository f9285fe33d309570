import { RuleViolation, type AppId, type JsonObject, type TenantId } from '../../kernel/index.js'

export type ExternalDataQuery = {
  readonly tenantId: TenantId
  readonly appId: AppId
  /** The variable the answer becomes the value of. */
  readonly variable: string
  /** The tool's own settings, as the document has them. */
  readonly config: JsonObject
  /** What the user entered, without what other tools found. */
  readonly inputs: JsonObject
  readonly query: string
}

/** One kind of source for variables that users do not fill in, found by the name documents give it. */
export interface ExternalDataTool {
  readonly type: string
  /** What it rejects with breaks generation off. */
  query(query: ExternalDataQuery, options: { readonly signal: AbortSignal }): Promise<string>
}

/** The app takes a variable from a source that is not there. */
export class ExternalDataToolNotAvailable extends RuleViolation {
  override readonly code = 'external_data_tool.not_available'

  constructor(
    readonly type: string,
    readonly variable: string,
  ) {
    super(
      `The variable ${variable} comes from an external data tool of the type ${JSON.stringify(type)}, ` +
        'which is not available here.',
    )
  }
}
