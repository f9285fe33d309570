import type { TenantId } from '../kernel/index.js'
import type { ToolRef } from './tool-ref.js'
import type { Tool } from './tool.js'

/** Finds the tools a workspace has. */
export interface ToolRegistry {
  /**
   * Historical spellings of a provider (`time`, `langgenius/time/time`) mean the same.
   *
   * @throws ToolNotFound when there is no such provider, or it has no such tool.
   */
  tool(tenantId: TenantId, ref: ToolRef): Promise<Tool>
}
