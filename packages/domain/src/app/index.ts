export { ApiKey, ApiKeyId } from './api-key.js'
export type { ApiKeyProperties } from './api-key.js'
export { AppConfiguration, AppConfigurationId } from './app-configuration.js'
export type { AppConfigurationProperties } from './app-configuration.js'
export { AppConfigurationInvalid } from './configuration/app-configuration-invalid.js'
export type { ModelLookup } from './configuration/model-section.js'
export type { ConfigurableMode } from './configuration/section.js'
export {
  modelOfConfiguration,
  validateAppConfiguration,
} from './configuration/validate-app-configuration.js'
export { AppId } from '../kernel/index.js'
export { AppModeMismatch, AppModeNotAvailable, AppUnavailable } from './app-error.js'
export { APP_MODES, isAppMode, isChatMode, isWorkflowMode, kindOfMode } from './app-mode.js'
export type { AppKind, AppMode } from './app-mode.js'
export type {
  ApiKeyDirectory,
  ApiKeyRepository,
  AppConfigurationRepository,
  AppRepository,
} from './app-repository.js'
export { App } from './app.js'
export type { AppIcon, AppProperties, NewApp } from './app.js'
