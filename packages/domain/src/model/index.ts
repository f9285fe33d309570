export type { EmbeddingCache } from './accounting/embedding-cache.js'
export { ModelCallId, noCallRecorder } from './accounting/model-call-record.js'
export type {
  ModelCallOutcome,
  ModelCallRecord,
  ModelCallRecorder,
} from './accounting/model-call-record.js'
export type {
  ModelCallRepository,
  ModelUsageSum,
  UsageQuestion,
} from './accounting/model-call-repository.js'
export type { PrunableWorkspaces, PruningLimits } from './accounting/model-retention.js'
export { assembleAdvancedPrompt } from './basic-prompt/advanced-prompt.js'
export type {
  AdvancedPromptConfiguration,
  PromptEdition,
  PromptTemplateMessage,
} from './basic-prompt/advanced-prompt.js'
export type { BasicPrompt, BasicPromptMaterial } from './basic-prompt/basic-prompt.js'
export { threadOf } from './basic-prompt/history-thread.js'
export type { ThreadRow } from './basic-prompt/history-thread.js'
export {
  DEFAULT_PREFIXES,
  historyLimit,
  historyMessages,
  historyText,
} from './basic-prompt/prompt-history.js'
export type { HistoryPrefixes, HistoryRound, TokenCounter } from './basic-prompt/prompt-history.js'
export {
  defusePlaceholders,
  fillPromptTemplate,
  promptPlaceholders,
} from './basic-prompt/prompt-template.js'
export type { PromptValues } from './basic-prompt/prompt-template.js'
export { assembleSimplePrompt } from './basic-prompt/simple-prompt.js'
export type { SimplePromptConfiguration } from './basic-prompt/simple-prompt.js'
export { configuredMaxTokens, fitMaxTokens, tokensForHistory } from './basic-prompt/token-limit.js'
export type { TokenBudget } from './basic-prompt/token-limit.js'
export type {
  CredentialCondition,
  CredentialField,
  CredentialFieldType,
  CredentialOption,
} from './catalogue/credential-field.js'
export type { LocalText } from './catalogue/local-text.js'
export { featuresOf, supportsContent } from './catalogue/model-description.js'
export type {
  ModelDescription,
  ModelPricing,
  ModelProperties,
} from './catalogue/model-description.js'
export { isModelType, legacyModelType, MODEL_TYPES } from './catalogue/model-type.js'
export type { ModelType } from './catalogue/model-type.js'
export { hydrateParameterRule, maxTokensRule } from './catalogue/parameter-rule.js'
export type {
  ParameterRule,
  ParameterRuleDraft,
  ParameterType,
} from './catalogue/parameter-rule.js'
export type {
  OpenedProvider,
  OpenProviderOptions,
  ProviderCatalogue,
  ProviderCredentials,
} from './catalogue/provider-catalogue.js'
export type { ProviderDescription } from './catalogue/provider-description.js'
export { countAnswer } from './count-answer.js'
export { checkCredentials } from './credential/check-credentials.js'
export type { CheckedCredentials } from './credential/check-credentials.js'
export { CredentialUnreadable } from './credential/credential-cipher.js'
export type { CredentialCipher } from './credential/credential-cipher.js'
export {
  CredentialsInvalid,
  ModelCredentialNotFound,
  ModelProviderUnknown,
} from './credential/credential-error.js'
export type {
  CredentialDirectory,
  ModelCredentialRepository,
} from './credential/credential-repository.js'
export {
  HIDDEN_VALUE,
  mergeHidden,
  obfuscateSecrets,
  wrapSecrets,
} from './credential/credential-values.js'
export { isSameScope, ModelCredential, ModelCredentialId } from './credential/model-credential.js'
export type { CredentialScope, ModelCredentialProperties } from './credential/model-credential.js'
export type { EmbeddingModel, Embeddings } from './embedding-model.js'
export {
  currentQuota,
  isQuotaValid,
  isReservable,
  permitsModel,
  QUOTA_TYPES,
  QUOTA_UNITS,
  quotaCost,
  quotaStandings,
  UNLIMITED,
  UNMETERED,
} from './hosting/hosted-quota.js'
export type {
  HostedModel,
  HostedQuota,
  QuotaRecord,
  QuotaStanding,
  QuotaType,
  QuotaUnit,
} from './hosting/hosted-quota.js'
export { ModelNotPermitted, ProviderQuotaExceeded } from './hosting/hosting-error.js'
export type {
  HostedQuotaRepository,
  ProviderPreferenceRepository,
  QuotaKey,
  TakeMode,
} from './hosting/hosting-repository.js'
export { preferredProviderType, providerTypeInUse, systemStatus } from './hosting/provider-type.js'
export type { ProviderSituation, ProviderType, SystemStatus } from './hosting/provider-type.js'
export type {
  CompletionChunk,
  CompletionRequest,
  FinishReason,
  LanguageModel,
  LanguageModelProfile,
  ModelFeature,
} from './language-model.js'
export { ModelCallFailed, ModelNotConfigured } from './model-error.js'
export type { ModelFailureKind } from './model-error.js'
export { asksForDefault, DEFAULT_MODEL, describeModel, parseModelRef } from './model-ref.js'
export type { ModelRef } from './model-ref.js'
export type { FullModelRegistry, ModelOffers, ModelRegistry } from './model-registry.js'
export type { ModerationModel, ModerationVerdict } from './moderation-model.js'
export { textOf } from './prompt-message.js'
export type {
  ContentPart,
  MediaPart,
  PromptMessage,
  PromptRole,
  TextPart,
  ToolCall,
  ToolDefinition,
} from './prompt-message.js'
export { attachMedia, fitContent } from './prompt/fit-content.js'
export { promptLog } from './prompt/prompt-log.js'
export { promptRecord } from './prompt/prompt-record.js'
export { ReasoningSplitter } from './prompt/reasoning-splitter.js'
export type { ReasoningPiece } from './prompt/reasoning-splitter.js'
export { splitReasoning } from './prompt/split-reasoning.js'
export { readUsageRecord, usageRecord } from './prompt/usage-record.js'
export type { RankedText, RerankModel, Ranking } from './rerank-model.js'
export type { SpeechRecording, SpeechToTextModel } from './speech-to-text-model.js'
export type { TextToSpeechModel, TextToSpeechProfile, Voice } from './text-to-speech-model.js'
export { admitCall, CLOSED_CIRCUIT, DEFAULT_CIRCUIT_RULE, settleCall } from './routing/circuit.js'
export type { Admission, Circuit, CircuitRule, Probing } from './routing/circuit.js'
export { chooseChatModel } from './routing/choose-chat-model.js'
export type { ChatModelChoice } from './routing/choose-chat-model.js'
export { ModelCallHeldBack, noGuard } from './routing/model-guard.js'
export type { GuardOptions, GuardTarget, ModelGuard } from './routing/model-guard.js'
export type {
  DefaultModelRepository,
  ModelSettingRepository,
} from './routing/model-setting-repository.js'
export { modelKeyText, ModelSetting } from './routing/model-setting.js'
export type { BalancedCredential, ModelKey, ModelOverrides } from './routing/model-setting.js'
export type { Resting, RotationLedger, Turn } from './routing/rotation-ledger.js'
export {
  callsForAnotherModel,
  cooldownMs,
  rotation,
  ROTATION_LIMIT,
  ROTATION_SILENCE_MS,
} from './routing/routing-rule.js'
