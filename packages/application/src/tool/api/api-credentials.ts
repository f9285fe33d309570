import { Secret, type JsonObject } from '@weft/domain/kernel'
import { ToolCredentialsInvalid } from '@weft/domain/tool'

/** How an API is told who is asking. */
export type ApiCredentials =
  | { readonly type: 'none' }
  | { readonly type: 'header'; readonly name: string; readonly value: Secret }
  | { readonly type: 'query'; readonly name: string; readonly value: Secret }

/**
 * Reads credentials as providers of API tools store them: `auth_type` with `api_key_value` and what belongs to it.
 *
 * @throws ToolCredentialsInvalid when they are incomplete.
 */
export function parseApiCredentials(raw: JsonObject): ApiCredentials {
  const type = raw['auth_type']
  switch (type) {
    case 'none':
      return { type: 'none' }
    case 'api_key_header':
    case 'api_key':
      return {
        type: 'header',
        name: textIn(raw, 'api_key_header') ?? 'Authorization',
        value: Secret.of(prefixed(raw['api_key_header_prefix'], requireKey(raw))),
      }
    case 'api_key_query':
      return {
        type: 'query',
        name: textIn(raw, 'api_key_query_param') ?? 'key',
        value: Secret.of(requireKey(raw)),
      }
    default:
      throw new ToolCredentialsInvalid(
        'auth_type must be one of none, api_key_header, api_key_query.',
      )
  }
}

/** A text without the key, in whatever form it was sent: servers and networks repeat addresses in their complaints. */
export function withoutKey(text: string, credentials: ApiCredentials): string {
  if (credentials.type === 'none') return text
  const key = credentials.value.reveal()
  const bare = key.replace(/^(?:Basic|Bearer) /, '')
  const forms = new Set([
    key,
    bare,
    encodeURIComponent(key),
    new URLSearchParams([['', key]]).toString().slice(1),
  ])
  return [...forms].reduce((cleaned, form) => cleaned.replaceAll(form, '[secret]'), text)
}

function requireKey(raw: JsonObject): string {
  const key = textIn(raw, 'api_key_value')
  if (key === undefined) throw new ToolCredentialsInvalid('api_key_value must be a text.')
  return key
}

function prefixed(prefix: unknown, key: string): string {
  if (prefix === 'basic') return `Basic ${key}`
  return prefix === 'bearer' ? `Bearer ${key}` : key
}

function textIn(raw: JsonObject, key: string): string | undefined {
  const value = raw[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}
