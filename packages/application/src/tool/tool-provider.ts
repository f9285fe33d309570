import type { TenantId } from '@weft/domain/kernel'
import type { Tool, ToolProviderType } from '@weft/domain/tool'

/** Tools that come together, under one name. */
export type ToolProvider = {
  readonly type: ToolProviderType
  readonly name: string
  readonly tools: readonly Tool[]
  /** The workspace it belongs to; absent for one everybody has. */
  readonly tenantId?: TenantId
}
