import type { TenantId } from '@weft/domain/kernel'
import type { ModelRef, ModelType } from '@weft/domain/model'

/** Tells whether a workspace can call a model. */
export interface ReachableModels {
  /** The model under its provider's own id; nothing when there is no way to it. */
  reach(tenantId: TenantId, type: ModelType, asked: ModelRef): Promise<ModelRef | undefined>
}
