export { AppCallerCache } from './app-caller-cache.js'
export type { KnownKey } from './app-caller-cache.js'
export {
  AppNotConfigurable,
  AppNotFound,
  AppNotOverwritable,
  ImportedModeDiffers,
  InvalidDslVersion,
  NoDraftToPublish,
} from './app-error.js'
export { AuthenticateApiKey } from './authenticate-api-key.js'
export type {
  AppCaller,
  AuthenticateApiKeyArgs,
  AuthenticateApiKeyPorts,
} from './authenticate-api-key.js'
export { ConfigureApp } from './configure-app.js'
export type { ConfigureAppArgs, ConfigureAppPorts } from './configure-app.js'
export { ExportApp } from './export-app.js'
export type { ExportAppArgs } from './export-app.js'
export { GetAppInfo } from './get-app-info.js'
export type { AppInfo } from './get-app-info.js'
export { GetAppMeta } from './get-app-meta.js'
export type { AppMeta } from './get-app-meta.js'
export { DEFAULT_UPLOAD_LIMITS, GetAppParameters } from './get-app-parameters.js'
export type { AppParameters, UploadLimits } from './get-app-parameters.js'
export { ImportApp } from './import-app.js'
export type { ImportAppArgs, ImportAppPorts, ImportReport } from './import-app.js'
export { IssueApiKey } from './issue-api-key.js'
export type { IssueApiKeyArgs, IssueApiKeyPorts, IssuedApiKey } from './issue-api-key.js'
export type { KeyHasher } from './key-hasher.js'
export { ListApps } from './list-apps.js'
export { PublishWorkflow } from './publish-workflow.js'
export type { PublishWorkflowArgs, PublishWorkflowPorts } from './publish-workflow.js'
export { ApiKeyNotFound, RevokeApiKey } from './revoke-api-key.js'
export type { RevokeApiKeyArgs } from './revoke-api-key.js'
export type { TokenGenerator } from './token-generator.js'
