import type { CodeRunRequest } from '@weft/domain/workflow'

import type { WorkerRequest } from './worker-protocol.js'

export type CheckedRequest =
  | {
      readonly type: 'valid'
      readonly tenant: string
      readonly language: string
      readonly request: WorkerRequest
    }
  | { readonly type: 'invalid'; readonly message: string }

/** Whatever the types promise, only these four fields with these shapes go on, as text. */
export function checkRequest(request: CodeRunRequest): CheckedRequest {
  const { tenantId, language, code, inputs }: Record<string, unknown> = { ...request }
  if (typeof tenantId !== 'string') return invalid('The workspace of the code is not named.')
  if (typeof language !== 'string') return invalid('The language of the code is not named.')
  if (typeof code !== 'string') return invalid('The code is not text.')
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) {
    return invalid('The inputs are not a map.')
  }
  const text = toJson(inputs)
  if (text === undefined) return invalid('The inputs cannot be written as JSON.')
  return { type: 'valid', tenant: tenantId, language, request: { code, inputs: text } }
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
