import { isJsonObject } from '@weft/domain/kernel'

/**
 * What a provider says in the body of an error: `{"error": {"message"}}`, `{"error": "…"}`, `{"message"}`
 * or `{"detail"}`. Nothing when it says nothing readable.
 */
export function providerMessage(body: string | undefined): string | undefined {
  const parsed = parse(body ?? '')
  if (!isJsonObject(parsed)) return undefined
  const { error, message, detail } = parsed
  const nested = isJsonObject(error) ? error['message'] : error
  const said = [nested, message, detail].find(
    (text) => typeof text === 'string' && text.trim() !== '',
  )
  return typeof said === 'string' ? said : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
