import {
  ModelCredentialId,
  type BalancedCredential,
  type ModelFeature,
  type ModelOverrides,
  type ModelPricing,
  type ModelSetting,
} from '@weft/domain/model'
import type { Selectable } from 'kysely'
import { StoredFields } from '../kernel/stored-fields.js'
import { toStoredJson } from '../kernel/stored-json.js'
import { toModelKey } from './model-mapper.js'
import type { ModelSettingTable } from './model-table.js'

const FEATURES = [
  'tool-call',
  'multi-tool-call',
  'stream-tool-call',
  'agent-thought',
  'vision',
  'document',
  'video',
  'audio',
  'structured-output',
] as const satisfies readonly ModelFeature[]

/** Everything but the key, as a document: what can be decided about a model grows with time. */
export function toSettingDocument(setting: ModelSetting): string {
  const { isEnabled, isCustom, overrides, isBalanced, balanced, fallbacks } = setting
  return toStoredJson({ isEnabled, isCustom, overrides, isBalanced, balanced, fallbacks })
}

export function toModelSetting(row: Selectable<ModelSettingTable>): ModelSetting {
  const fields = StoredFields.of(row.document, 'model_settings.document')
  return {
    model: toModelKey(row, 'model_settings'),
    isEnabled: fields.flag('isEnabled'),
    isCustom: fields.flag('isCustom'),
    overrides: toOverrides(fields.child('overrides')),
    isBalanced: fields.flag('isBalanced'),
    balanced: fields.children('balanced').map(toBalanced),
    fallbacks: fields.children('fallbacks').map((fallback) => ({
      provider: fallback.text('provider'),
      name: fallback.text('name'),
    })),
  }
}

function toBalanced(fields: StoredFields): BalancedCredential {
  const id = fields.text('credentialId')
  return {
    credentialId: id === 'inherit' ? id : ModelCredentialId.parse(id),
    isEnabled: fields.flag('isEnabled'),
  }
}

function toOverrides(fields: StoredFields): ModelOverrides {
  const number = (from: StoredFields, name: string): number => from.number(name)
  return present({
    mode: fields.optional('mode', (from, name) => from.word(name, ['chat', 'completion'])),
    contextSize: fields.optional('contextSize', number),
    maxOutputTokens: fields.optional('maxOutputTokens', number),
    dimensions: fields.optional('dimensions', number),
    maxChunks: fields.optional('maxChunks', number),
    features: fields.optional('features', toFeatures),
    pricing: fields.optional('pricing', (from, name) => toPricing(from.child(name))),
  })
}

function toFeatures(fields: StoredFields, name: string): readonly ModelFeature[] {
  return fields
    .texts(name)
    .map((word) => FEATURES.find((feature) => feature === word) ?? fields.refuse(name, 'features'))
}

function toPricing(fields: StoredFields): ModelPricing {
  const text = (from: StoredFields, name: string): string => from.text(name)
  return {
    input: fields.text('input'),
    unit: fields.text('unit'),
    ...present({
      output: fields.optional('output', text),
      currency: fields.optional('currency', text),
    }),
  }
}

type Present<Fields> = { readonly [Key in keyof Fields]?: Exclude<Fields[Key], undefined> }

/** Without what is undefined. */
function present<Fields extends object>(fields: Fields): Present<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<Fields>
}
