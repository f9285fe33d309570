import { TenantId, type JsonObject } from '@weft/domain/kernel'
import type { CodeLanguage, CodeRunRequest } from '@weft/domain/workflow'

/** Tenant number `number` of the tests. */
export const tenant = (number: number) =>
  TenantId.parse(`018f2f7a-1111-7aaa-8bbb-${String(number).padStart(12, '0')}`)

export const requestOf = (
  language: CodeLanguage,
  code: string,
  inputs: JsonObject = {},
  tenantId = tenant(1),
): CodeRunRequest => ({ tenantId, language, code, inputs })
