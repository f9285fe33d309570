import type { JsonObject, TenantId } from '../kernel/index.js'
import type { ToolMessage } from './tool-message.js'
import type { ToolParameter } from './tool-parameter.js'

/** What is known of a tool before it is used. */
export type ToolDescription = {
  /** The name models call it by. */
  readonly name: string
  /** The name people see. */
  readonly label: string
  /** What models are told it is good for. */
  readonly description: string
  readonly parameters: readonly ToolParameter[]
}

export type ToolInvocation = {
  readonly tenantId: TenantId
  /** The caller's name for the end user; absent when there is none. */
  readonly user: string | undefined
  readonly signal: AbortSignal
}

/** Something that can be used by name: by a node of a workflow, or by a model. */
export interface Tool {
  readonly description: ToolDescription
  /**
   * Uses the tool. The arguments are complete and of their declared types: see `completeArguments`.
   *
   * @throws ToolArgumentInvalid when a value is none the tool can work with.
   * @throws ToolCredentialsInvalid when the credentials it was set up with are missing or refused.
   * @throws ToolInvocationFailed for whatever else goes wrong.
   * Rejects with the signal's reason once aborted.
   */
  invoke(values: JsonObject, invocation: ToolInvocation): AsyncIterable<ToolMessage>
}
