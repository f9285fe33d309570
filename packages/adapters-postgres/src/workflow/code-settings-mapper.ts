import { TenantId } from '@weft/domain/kernel'
import { CodeSettings, HostPattern, type Severities } from '@weft/domain/workflow'
import type { Insertable, Selectable } from 'kysely'
import { StoredFields } from '../kernel/stored-fields.js'
import { toStoredJson } from '../kernel/stored-json.js'
import type { CodeSettingsTable } from './code-settings-table.js'

/** The row of the settings as they are after saving. */
export const toCodeSettingsRow = (settings: CodeSettings): Insertable<CodeSettingsTable> => ({
  tenant_id: settings.id,
  document: toStoredJson(settings.rules),
  version: settings.version + 1,
})

/** Takes the rules out of the document and nothing else, whatever else somebody wrote there. */
export function toCodeSettings(row: Selectable<CodeSettingsTable>): CodeSettings {
  const fields = StoredFields.of(row.document, 'code_settings.document')
  return CodeSettings.restore({
    tenantId: TenantId.parse(row.tenant_id),
    version: row.version,
    network: fields.optional('network', (from, name) => from.word(name, ['granted', 'denied'])),
    allowedHosts: fields.optional('allowedHosts', (from, name) =>
      from.texts(name).map((host) => HostPattern.parse(host)),
    ),
    blockedImports: toSeverities(fields.child('blockedImports')),
    blockedCalls: toSeverities(fields.child('blockedCalls')),
    refuseFrom: fields.optional('refuseFrom', (from, name) => from.number(name)),
  })
}

function toSeverities(fields: StoredFields): Severities {
  return Object.fromEntries(fields.names().map((name) => [name, fields.number(name)]))
}
