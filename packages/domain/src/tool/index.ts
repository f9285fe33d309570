export { BlobAssembler, MAX_TOOL_FILE_BYTES } from './blob-assembler.js'
export { castArgument } from './cast-argument.js'
export { completeArguments } from './complete-arguments.js'
export {
  ToolArgumentInvalid,
  ToolCredentialsInvalid,
  ToolFileError,
  ToolInvocationFailed,
  ToolNotFound,
  ToolSchemaInvalid,
} from './tool-error.js'
export type { ToolBlob, ToolBlobChunk, ToolMessage } from './tool-message.js'
export { toolObservation } from './tool-observation.js'
export { TOOL_PARAMETER_TYPES } from './tool-parameter.js'
export type { ToolParameter, ToolParameterForm, ToolParameterType } from './tool-parameter.js'
export { describeTool, providerName, TOOL_PROVIDER_TYPES } from './tool-ref.js'
export type { ToolProviderType, ToolRef } from './tool-ref.js'
export type { ToolRegistry } from './tool-registry.js'
export { canBeUsedByModels, toToolDefinition } from './tool-schema.js'
export type { Tool, ToolDescription, ToolInvocation } from './tool.js'
