import { isJsonObject, type JsonArray, type JsonValue } from '@weft/domain/kernel'
import { renderLog, type Selector, type VariableReader } from '@weft/domain/workflow'

/** A record without the secrets that were filled into it. */
export function maskSecrets(
  record: JsonArray,
  references: readonly Selector[],
  variables: VariableReader,
): JsonArray {
  const secrets = references.flatMap((selector) => {
    const segment = variables.get(selector)
    const isSecret = segment?.type === 'secret' && typeof segment.value === 'string'
    return isSecret && segment.value !== '' ? [[segment.value, renderLog(segment)] as const] : []
  })
  return secrets.length === 0 ? record : record.map((item) => maskIn(item, secrets))
}

function maskIn(value: JsonValue, secrets: readonly (readonly [string, string])[]): JsonValue {
  if (typeof value === 'string')
    return secrets.reduce((text, [secret, masked]) => text.replaceAll(secret, masked), value)
  if (Array.isArray(value)) return (value as JsonArray).map((item) => maskIn(item, secrets))
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([key, item]) => [key, maskIn(item, secrets)] as const)
  return Object.fromEntries(entries)
}
