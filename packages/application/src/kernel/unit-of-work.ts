import type { AccountRepository, EndUserRepository, TenantRepository } from '@weft/domain/account'
import type { ApiKeyRepository, AppConfigurationRepository, AppRepository } from '@weft/domain/app'
import type {
  AnnotationReplyRepository,
  AnnotationRepository,
  ConversationRepository,
  ConversationVariableRepository,
  MessageRepository,
} from '@weft/domain/conversation'
import type { ApiExtensionRepository } from '@weft/domain/extension'
import type { Outbox, TenantId } from '@weft/domain/kernel'
import type {
  DefaultModelRepository,
  EmbeddingCache,
  HostedQuotaRepository,
  ModelCallRepository,
  ModelCredentialRepository,
  ModelSettingRepository,
  ProviderPreferenceRepository,
} from '@weft/domain/model'
import type {
  CodeSettingsRepository,
  HumanInputFormRepository,
  WorkflowRepository,
} from '@weft/domain/workflow'

/** The repositories of one workspace within one transaction. Unusable once the work is done. */
export type Repositories = {
  readonly tenants: TenantRepository
  readonly accounts: AccountRepository
  readonly endUsers: EndUserRepository
  readonly apps: AppRepository
  readonly appConfigurations: AppConfigurationRepository
  readonly apiKeys: ApiKeyRepository
  readonly workflows: WorkflowRepository
  readonly humanInputForms: HumanInputFormRepository
  readonly codeSettings: CodeSettingsRepository
  readonly conversations: ConversationRepository
  readonly messages: MessageRepository
  readonly conversationVariables: ConversationVariableRepository
  readonly annotations: AnnotationRepository
  readonly annotationReplies: AnnotationReplyRepository
  readonly modelCredentials: ModelCredentialRepository
  readonly modelSettings: ModelSettingRepository
  readonly defaultModels: DefaultModelRepository
  readonly hostedQuotas: HostedQuotaRepository
  readonly providerPreferences: ProviderPreferenceRepository
  readonly modelCalls: ModelCallRepository
  readonly embeddingCache: EmbeddingCache
  readonly apiExtensions: ApiExtensionRepository
  readonly outbox: Outbox
}

/** Wraps one use case's reads and changes. Keep I/O other than the repositories' out of the work. */
export interface UnitOfWork {
  /**
   * Runs the work in one transaction of the workspace: all of its changes are stored, or, when it rejects, none.
   * Sees and changes rows of that workspace only, whatever ids it is given.
   */
  run<Result>(
    tenantId: TenantId,
    work: (repositories: Repositories) => Promise<Result>,
  ): Promise<Result>
}
