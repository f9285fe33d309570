import type { TenantId } from '../../kernel/index.js'
import type { ModelKey } from './model-setting.js'

/** How long the credentials of a model go on resting, in milliseconds. Those that do not rest are absent. */
export type Resting = ReadonlyMap<string, number>

/** One call's turn among all calls of its model. */
export type Turn = {
  /** From 1; starts over after 10,000,000 and after an hour of silence. */
  readonly call: number
  readonly resting: Resting
}

/**
 * What those who balance load over the credentials of a model agree on. Credentials are opaque names, each of them of one
 * model of one workspace.
 */
export interface RotationLedger {
  /** Takes the next turn. No two calls get the same one, and none is left out. */
  takeTurn(tenantId: TenantId, model: ModelKey): Promise<Turn>
  /** Lets a credential rest from now on. A longer rest that was ordered before stays. */
  cool(tenantId: TenantId, model: ModelKey, credential: string, durationMs: number): Promise<void>
  resting(tenantId: TenantId, model: ModelKey): Promise<Resting>
}
