import type { DomainEvent, Outbox, TenantId } from '@weft/domain/kernel'
import type { Repositories, UnitOfWork } from '../kernel/index.js'
import {
  InMemoryAccountRepository,
  InMemoryEndUserRepository,
  InMemoryTenantRepository,
} from './in-memory-account-repositories.js'
import {
  InMemoryAnnotationReplyRepository,
  InMemoryAnnotationRepository,
} from './in-memory-annotation-repositories.js'
import { InMemoryApiExtensionRepository } from './in-memory-api-extension-repository.js'
import {
  InMemoryApiKeyRepository,
  InMemoryAppConfigurationRepository,
  InMemoryAppRepository,
} from './in-memory-app-repositories.js'
import { InMemoryCodeSettingsRepository } from './in-memory-code-settings.js'
import {
  InMemoryConversationRepository,
  InMemoryConversationVariableRepository,
  InMemoryMessageRepository,
} from './in-memory-conversation-repositories.js'
import {
  InMemoryDefaultModelRepository,
  InMemoryEmbeddingCache,
  InMemoryModelCallRepository,
  InMemoryModelCredentialRepository,
  InMemoryModelSettingRepository,
} from './in-memory-model-repositories.js'
import {
  InMemoryHostedQuotaRepository,
  InMemoryProviderPreferenceRepository,
} from './in-memory-hosting-repositories.js'
import { InMemoryHumanInputFormRepository } from './in-memory-human-input-forms.js'
import { InMemorySession } from './in-memory-session.js'
import type { InMemoryStore } from './in-memory-store.js'
import { InMemoryWorkflowRepository } from './in-memory-workflow-repository.js'

/**
 * Units of work over one store, one after the other: as on a database with a single connection, a unit of work started
 * and awaited inside another one waits for ever.
 */
export class InMemoryUnitOfWork implements UnitOfWork {
  constructor(private readonly store: InMemoryStore) {}

  run<Result>(
    tenantId: TenantId,
    work: (repositories: Repositories) => Promise<Result>,
  ): Promise<Result> {
    return this.store.runAlone(() => this.transact(tenantId, work))
  }

  private async transact<Result>(
    tenantId: TenantId,
    work: (repositories: Repositories) => Promise<Result>,
  ): Promise<Result> {
    const session = new InMemorySession(tenantId, this.store.tablesOf(tenantId))
    try {
      return await work(this.repositories(session))
    } catch (error) {
      session.rollBack()
      throw error
    } finally {
      session.close()
    }
  }

  private repositories(session: InMemorySession): Repositories {
    return {
      tenants: new InMemoryTenantRepository(session),
      accounts: new InMemoryAccountRepository(session),
      endUsers: new InMemoryEndUserRepository(session),
      apps: new InMemoryAppRepository(session),
      appConfigurations: new InMemoryAppConfigurationRepository(session),
      apiKeys: new InMemoryApiKeyRepository(session, this.store),
      workflows: new InMemoryWorkflowRepository(session),
      humanInputForms: new InMemoryHumanInputFormRepository(session, this.store),
      codeSettings: new InMemoryCodeSettingsRepository(session),
      conversations: new InMemoryConversationRepository(session),
      messages: new InMemoryMessageRepository(session),
      conversationVariables: new InMemoryConversationVariableRepository(session),
      annotations: new InMemoryAnnotationRepository(session),
      annotationReplies: new InMemoryAnnotationReplyRepository(session),
      modelCredentials: new InMemoryModelCredentialRepository(session),
      modelSettings: new InMemoryModelSettingRepository(session),
      defaultModels: new InMemoryDefaultModelRepository(session),
      hostedQuotas: new InMemoryHostedQuotaRepository(session),
      providerPreferences: new InMemoryProviderPreferenceRepository(session),
      modelCalls: new InMemoryModelCallRepository(session),
      embeddingCache: new InMemoryEmbeddingCache(session),
      apiExtensions: new InMemoryApiExtensionRepository(session),
      outbox: new InMemoryOutbox(session, this.store),
    }
  }
}

class InMemoryOutbox implements Outbox {
  constructor(
    private readonly session: InMemorySession,
    private readonly store: InMemoryStore,
  ) {}

  async add(events: readonly DomainEvent[]): Promise<void> {
    const { outbox } = this.store
    const length = outbox.length
    this.session.onRollback(() => {
      outbox.length = length
    })
    for (const event of events) outbox.push({ tenantId: this.session.tenantId, event })
  }
}
