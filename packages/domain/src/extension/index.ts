export { ApiExtension, ApiExtensionId } from './api-extension.js'
export type { ApiExtensionProperties } from './api-extension.js'
export {
  ApiExtensionFailed,
  ApiExtensionNotFound,
  ApiExtensionRejected,
} from './api-extension-error.js'
export type { ApiExtensionFailureKind } from './api-extension-error.js'
export type { ApiExtensionRepository } from './api-extension-repository.js'
export type { ExtensionCall, ExtensionPoint } from './extension-call.js'
