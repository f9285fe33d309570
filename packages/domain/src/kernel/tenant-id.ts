import type { Brand } from './brand.js'
import { idType } from './id.js'

/** The workspace everything belongs to: the isolation unit. */
export type TenantId = Brand<string, 'TenantId'>
export const TenantId = idType<TenantId>('TenantId')
