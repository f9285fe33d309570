import type { Repositories, UnitOfWork } from '@weft/application/kernel'
import type { TenantId } from '@weft/domain/kernel'
import {
  PostgresAccountRepository,
  PostgresEndUserRepository,
  PostgresTenantRepository,
} from '../account/postgres-account-repositories.js'
import { PostgresApiKeyRepository } from '../app/postgres-api-key-repository.js'
import { PostgresAppConfigurationRepository } from '../app/postgres-app-configuration-repository.js'
import { PostgresAppRepository } from '../app/postgres-app-repository.js'
import { PostgresAnnotationReplyRepository } from '../conversation/postgres-annotation-reply-repository.js'
import { PostgresAnnotationRepository } from '../conversation/postgres-annotation-repository.js'
import { PostgresConversationRepository } from '../conversation/postgres-conversation-repository.js'
import { PostgresConversationVariableRepository } from '../conversation/postgres-conversation-variable-repository.js'
import { PostgresMessageRepository } from '../conversation/postgres-message-repository.js'
import { PostgresApiExtensionRepository } from '../extension/postgres-api-extension-repository.js'
import { PostgresEmbeddingCache } from '../model/postgres-embedding-cache.js'
import {
  PostgresHostedQuotaRepository,
  PostgresProviderPreferenceRepository,
} from '../model/postgres-hosting-repositories.js'
import { PostgresModelCallRepository } from '../model/postgres-model-call-repository.js'
import { PostgresModelCredentialRepository } from '../model/postgres-model-credential-repository.js'
import {
  PostgresDefaultModelRepository,
  PostgresModelSettingRepository,
} from '../model/postgres-model-setting-repositories.js'
import { PostgresCodeSettingsRepository } from '../workflow/postgres-code-settings-repository.js'
import { PostgresHumanInputFormRepository } from '../workflow/postgres-human-input-form-repository.js'
import { PostgresWorkflowRepository } from '../workflow/postgres-workflow-repository.js'
import { kyselyOf, type Database } from './database.js'
import { PostgresOutbox } from './postgres-outbox.js'
import type { TenantSession } from './tenant-session.js'
import { inTenant } from './tenant-transaction.js'

/**
 * One transaction per unit of work, at the isolation level `read committed`; aggregates guard themselves by their version.
 * PGlite has a single connection: there, a unit of work started and awaited inside another one waits for ever.
 */
export class PostgresUnitOfWork implements UnitOfWork {
  constructor(private readonly database: Database) {}

  run<Result>(
    tenantId: TenantId,
    work: (repositories: Repositories) => Promise<Result>,
  ): Promise<Result> {
    return inTenant(kyselyOf(this.database), tenantId, (session) => work(repositoriesOf(session)))
  }
}

function repositoriesOf(session: TenantSession): Repositories {
  return {
    tenants: new PostgresTenantRepository(session),
    accounts: new PostgresAccountRepository(session),
    endUsers: new PostgresEndUserRepository(session),
    apps: new PostgresAppRepository(session),
    appConfigurations: new PostgresAppConfigurationRepository(session),
    apiKeys: new PostgresApiKeyRepository(session),
    workflows: new PostgresWorkflowRepository(session),
    humanInputForms: new PostgresHumanInputFormRepository(session),
    codeSettings: new PostgresCodeSettingsRepository(session),
    conversations: new PostgresConversationRepository(session),
    messages: new PostgresMessageRepository(session),
    conversationVariables: new PostgresConversationVariableRepository(session),
    annotations: new PostgresAnnotationRepository(session),
    annotationReplies: new PostgresAnnotationReplyRepository(session),
    modelCredentials: new PostgresModelCredentialRepository(session),
    modelSettings: new PostgresModelSettingRepository(session),
    defaultModels: new PostgresDefaultModelRepository(session),
    hostedQuotas: new PostgresHostedQuotaRepository(session),
    providerPreferences: new PostgresProviderPreferenceRepository(session),
    modelCalls: new PostgresModelCallRepository(session),
    embeddingCache: new PostgresEmbeddingCache(session),
    apiExtensions: new PostgresApiExtensionRepository(session),
    outbox: new PostgresOutbox(session),
  }
}
