import { AppConfigurationInvalid } from '@weft/domain/app'
import { ApiExtensionId } from '@weft/domain/extension'
import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { Repositories } from '../kernel/index.js'

/**
 * Makes sure of the API extensions a checked configuration names.
 *
 * @throws AppConfigurationInvalid for the first that the workspace does not have.
 */
export async function requireExtensions(
  { apiExtensions }: Repositories,
  configuration: JsonObject,
): Promise<void> {
  for (const { field, id } of namedExtensions(configuration)) {
    const known = ApiExtensionId.tryParse(id.toLowerCase())
    if (!known || !(await apiExtensions.find(known)))
      throw new AppConfigurationInvalid(field, 'names an API extension the workspace does not have')
  }
}

type NamedExtension = { readonly field: string; readonly id: string }

function namedExtensions(configuration: JsonObject): readonly NamedExtension[] {
  const { sensitive_word_avoidance: moderation, external_data_tools: tools } = configuration
  return [
    ...extensionOf(moderation, 'sensitive_word_avoidance'),
    ...listOf(tools).flatMap((tool, i) => extensionOf(tool, `external_data_tools[${i}]`)),
  ]
}

/** What is switched off may name what is gone. */
function extensionOf(raw: JsonValue | undefined, place: string): readonly NamedExtension[] {
  if (!isJsonObject(raw) || raw['enabled'] !== true || raw['type'] !== 'api') return []
  const id = isJsonObject(raw['config']) ? raw['config']['api_based_extension_id'] : undefined
  const field = `${place}.config.api_based_extension_id`
  return [{ field, id: typeof id === 'string' ? id : '' }]
}

function listOf(raw: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(raw) ? (raw as readonly JsonValue[]) : []
}
