import {
  ApiKey,
  ApiKeyId,
  App,
  APP_MODES,
  AppConfiguration,
  AppConfigurationId,
} from '@weft/domain/app'
import { AppId, TenantId } from '@weft/domain/kernel'
import { WorkflowId } from '@weft/domain/workflow'
import type { Insertable, Selectable } from 'kysely'
import { storedObject, storedWord } from '../kernel/stored-fields.js'
import { toStoredJson } from '../kernel/stored-json.js'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import type { ApiKeyTable, AppConfigurationTable, AppTable } from './app-table.js'

/** The row of the app as it is after saving. */
export function toAppRow({ properties: app }: App): Insertable<AppTable> {
  return {
    tenant_id: app.tenantId,
    id: app.id,
    mode: app.mode,
    name: toStoredText(app.name),
    description: toStoredText(app.description),
    icon_type: app.icon.type,
    icon_value: app.icon.value === undefined ? null : toStoredText(app.icon.value),
    icon_background: toStoredText(app.icon.background),
    use_icon_as_answer_icon: app.useIconAsAnswerIcon,
    dsl_extras: toStoredJson(app.dslExtras),
    status: app.status,
    api_enabled: app.apiEnabled,
    site_enabled: app.siteEnabled,
    max_active_requests: app.maxActiveRequests,
    configuration_id: app.configurationId ?? null,
    published_workflow_id: app.publishedWorkflowId ?? null,
    created_at: app.createdAt,
    updated_at: app.updatedAt,
    deleted_at: app.deletedAt ?? null,
    version: app.version + 1,
  }
}

export function toApp(row: Selectable<AppTable>): App {
  const { configuration_id: configurationId, published_workflow_id: workflowId } = row
  return App.restore({
    id: AppId.parse(row.id),
    tenantId: TenantId.parse(row.tenant_id),
    mode: storedWord(row.mode, APP_MODES, 'apps.mode'),
    name: fromStoredText(row.name),
    description: fromStoredText(row.description),
    icon: {
      type: storedWord(row.icon_type, ['emoji', 'image', 'link'], 'apps.icon_type'),
      value: row.icon_value === null ? undefined : fromStoredText(row.icon_value),
      background: fromStoredText(row.icon_background),
    },
    useIconAsAnswerIcon: row.use_icon_as_answer_icon,
    dslExtras: storedObject(row.dsl_extras, 'apps.dsl_extras'),
    status: storedWord(row.status, ['normal', 'archived'], 'apps.status'),
    apiEnabled: row.api_enabled,
    siteEnabled: row.site_enabled,
    maxActiveRequests: row.max_active_requests,
    configurationId:
      configurationId === null ? undefined : AppConfigurationId.parse(configurationId),
    publishedWorkflowId: workflowId === null ? undefined : WorkflowId.parse(workflowId),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at ?? undefined,
    version: row.version,
  })
}

export const toAppConfigurationRow = (
  configuration: AppConfiguration,
): Insertable<AppConfigurationTable> => ({
  tenant_id: configuration.tenantId,
  id: configuration.id,
  app_id: configuration.appId,
  document: toStoredJson(configuration.document),
  created_at: configuration.createdAt,
})

export const toAppConfiguration = (row: Selectable<AppConfigurationTable>): AppConfiguration =>
  AppConfiguration.of({
    id: AppConfigurationId.parse(row.id),
    tenantId: TenantId.parse(row.tenant_id),
    appId: AppId.parse(row.app_id),
    document: storedObject(row.document, 'app_configurations.document'),
    createdAt: row.created_at,
  })

/** The row of the key as it is after saving; when it was last used is not the key's own business. */
export const toApiKeyRow = ({ properties: key }: ApiKey): Insertable<ApiKeyTable> => ({
  tenant_id: key.tenantId,
  id: key.id,
  app_id: key.appId ?? null,
  hash: toStoredText(key.hash),
  hint: toStoredText(key.hint),
  created_at: key.createdAt,
  revoked_at: key.revokedAt ?? null,
  version: key.version + 1,
})

export const toApiKey = (row: Selectable<ApiKeyTable>): ApiKey =>
  ApiKey.restore({
    id: ApiKeyId.parse(row.id),
    tenantId: TenantId.parse(row.tenant_id),
    appId: row.app_id === null ? undefined : AppId.parse(row.app_id),
    hash: fromStoredText(row.hash),
    hint: fromStoredText(row.hint),
    createdAt: row.created_at,
    revokedAt: row.revoked_at ?? undefined,
    version: row.version,
  })
