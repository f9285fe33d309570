import type { TenantId } from '@weft/domain/kernel'
import type { CodeRunRequest } from '@weft/domain/workflow'

export type CheckedRequest =
  | {
      readonly type: 'valid'
      readonly tenantId: TenantId
      readonly language: string
      readonly code: string
      /** As JSON text. */
      readonly inputs: string
    }
  | { readonly type: 'invalid'; readonly message: string }

const FIELDS: ReadonlySet<string> = new Set(['tenantId', 'language', 'code', 'inputs'])
/** Longer than any program a person writes, short enough for every parser. */
const MAX_CODE = 1_000_000

/** Whatever the types promise, a request has these four fields with these shapes and no other; they go on as text. */
export function checkRequest(request: CodeRunRequest): CheckedRequest {
  const stranger = Object.keys(request).find((name) => !FIELDS.has(name))
  if (stranger !== undefined) {
    return invalid(`The request has a field that is not known: ${stranger.slice(0, 40)}.`)
  }
  const { tenantId, language, code, inputs }: Record<string, unknown> = { ...request }
  if (typeof tenantId !== 'string') return invalid('The workspace of the code is not named.')
  if (typeof language !== 'string') return invalid('The language of the code is not named.')
  if (typeof code !== 'string') return invalid('The code is not text.')
  if (code.length > MAX_CODE) return invalid(`The code is longer than ${MAX_CODE} characters.`)
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) {
    return invalid('The inputs are not a map.')
  }
  const text = toJson(inputs)
  if (text === undefined) return invalid('The inputs cannot be written as JSON.')
  return { type: 'valid', tenantId: tenantId as TenantId, language, code, inputs: text }
}

function toJson(inputs: object): string | undefined {
  try {
    const text: unknown = JSON.stringify(inputs)
    return typeof text === 'string' && text.startsWith('{') ? text : undefined
  } catch {
    return undefined
  }
}

function invalid(message: string): CheckedRequest {
  return { type: 'invalid', message }
}
