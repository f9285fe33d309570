import { ExternalServiceError, NotFound, RuleViolation, ValidationError } from '../kernel/index.js'
import { describeTool, type ToolRef } from './tool-ref.js'

/** A document names a tool the workspace does not have. */
export class ToolNotFound extends NotFound {
  override readonly code = 'tool.not_found'

  constructor(
    readonly tool: ToolRef,
    /** What to do about it, as a sentence. */
    readonly remedy: string,
  ) {
    super(`There is no ${tool.providerType} tool ${describeTool(tool)}. ${remedy}`)
  }
}

/** A value given to a tool is not one it can work with. */
export class ToolArgumentInvalid extends ValidationError {
  override readonly code = 'tool.invalid_argument'
}

/** The credentials a tool was set up with are missing, or its provider refuses them. */
export class ToolCredentialsInvalid extends RuleViolation {
  override readonly code = 'tool.invalid_credentials'
}

/** A tool could not do what it was asked. The message may be shown to callers and models: it holds no credentials. */
export class ToolInvocationFailed extends ExternalServiceError {
  override readonly code = 'tool.invocation_failed'
}

/** A description of tools cannot be read. */
export class ToolSchemaInvalid extends ValidationError {
  override readonly code = 'tool.invalid_schema'
}

/** A file made by a tool came broken, or there is nowhere to keep it. */
export class ToolFileError extends RuleViolation {
  override readonly code = 'tool.file_failed'
}
