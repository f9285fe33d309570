import type { AccountTable, EndUserTable, TenantTable } from '../account/account-table.js'
import type { ApiKeyTable, AppConfigurationTable, AppTable } from '../app/app-table.js'
import type {
  AnnotationHitTable,
  AnnotationJobTable,
  AnnotationReplyTable,
  AnnotationTable,
} from '../conversation/annotation-table.js'
import type {
  ConversationTable,
  ConversationVariableTable,
  MessageTable,
} from '../conversation/conversation-table.js'
import type { ApiExtensionTable } from '../extension/api-extension-table.js'
import type { HostedQuotaTable, ProviderPreferenceTable } from '../model/hosting-table.js'
import type {
  DefaultModelTable,
  EmbeddingVectorTable,
  ModelCallTable,
  ModelCredentialTable,
  ModelRestTable,
  ModelSettingTable,
  ModelTurnTable,
} from '../model/model-table.js'
import type { CodeSettingsTable } from '../workflow/code-settings-table.js'
import type { HumanInputFormTable } from '../workflow/human-input-form-table.js'
import type { WorkflowRunEventTable, WorkflowRunTable } from '../workflow/run-table.js'
import type { WorkflowTable } from '../workflow/workflow-table.js'
import type { MigrationTable } from './migration/migration-table.js'
import type { OutboxTable } from './outbox-table.js'

/** Every table, as the queries of this package see it. */
export type Schema = {
  readonly tenants: TenantTable
  readonly accounts: AccountTable
  readonly end_users: EndUserTable
  readonly apps: AppTable
  readonly app_configurations: AppConfigurationTable
  readonly api_keys: ApiKeyTable
  readonly workflows: WorkflowTable
  readonly conversations: ConversationTable
  readonly messages: MessageTable
  readonly conversation_variables: ConversationVariableTable
  readonly annotations: AnnotationTable
  readonly annotation_hits: AnnotationHitTable
  readonly annotation_replies: AnnotationReplyTable
  readonly annotation_jobs: AnnotationJobTable
  readonly workflow_runs: WorkflowRunTable
  readonly workflow_run_events: WorkflowRunEventTable
  readonly human_input_forms: HumanInputFormTable
  readonly code_settings: CodeSettingsTable
  readonly model_credentials: ModelCredentialTable
  readonly model_settings: ModelSettingTable
  readonly default_models: DefaultModelTable
  readonly hosted_quotas: HostedQuotaTable
  readonly provider_preferences: ProviderPreferenceTable
  readonly model_calls: ModelCallTable
  readonly embedding_vectors: EmbeddingVectorTable
  readonly model_turns: ModelTurnTable
  readonly model_rests: ModelRestTable
  readonly api_extensions: ApiExtensionTable
  readonly outbox: OutboxTable
  readonly weft_migration: MigrationTable
}
