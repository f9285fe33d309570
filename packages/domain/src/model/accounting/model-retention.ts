import type { TenantId } from '../../kernel/index.js'

/** What is let go. */
export type PruningLimits = {
  /** Calls made before are. */
  readonly calledBefore: Date
  /** Vectors last used before are. */
  readonly usedBefore: Date
  /** Vectors a workspace may keep; those that were not used for longest go first. */
  readonly mostVectors: number
}

/** Where to find out, across workspaces, which of them have something to let go. */
export interface PrunableWorkspaces {
  list(limits: PruningLimits): Promise<readonly TenantId[]>
}
