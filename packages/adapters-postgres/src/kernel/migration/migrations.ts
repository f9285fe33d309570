import type { Migration } from 'kysely'
import { firstTables } from './0001-first-tables.js'
import { models } from './0002-models.js'
import { humanInputForms } from './0003-human-input-forms.js'
import { codeSettings } from './0004-code-settings.js'
import { modelUpkeep } from './0005-model-upkeep.js'
import { hostedModels } from './0006-hosted-models.js'
import { extensions } from './0007-extensions.js'
import { annotations } from './0008-annotations.js'

/** By name, in the order they are applied. A released migration never changes. */
export const MIGRATIONS: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-models': models,
  '0003-human-input-forms': humanInputForms,
  '0004-code-settings': codeSettings,
  '0005-model-upkeep': modelUpkeep,
  '0006-hosted-models': hostedModels,
  '0007-extensions': extensions,
  '0008-annotations': annotations,
}
