import type { JsonObject, TenantId } from '@weft/domain/kernel'
import type {
  ConversationMemory,
  FormResolution,
  InitialVariable,
  RunEvent,
  RunId,
  RunLimits,
} from '@weft/domain/workflow'

export type RunArgs = {
  readonly runId: RunId
  readonly tenantId: TenantId
  /** The caller's name for the end user. */
  readonly user: string | undefined
  /** The user's inputs, checked. */
  readonly inputs: JsonObject
  /** System variables, their names without `sys.`. */
  readonly system: JsonObject
  readonly environment: readonly InitialVariable[]
  readonly conversation: readonly InitialVariable[]
  /** Earlier rounds of the conversation, if there is one. */
  readonly memory?: ConversationMemory
  readonly limits?: Partial<RunLimits>
}

export type RunOptions = {
  /** Aborting it stops the run. */
  readonly signal: AbortSignal
  /**
   * What has been recorded of the run: whole batches, oldest first. The run goes on from there: nodes that have ended
   * are not run again, nodes that were cut off or have paused are begun anew.
   */
  readonly history?: readonly RunEvent[]
  /** What became of forms the run waits for. Forms that are not named are waited for again. */
  readonly resolutions?: readonly FormResolution[]
  /** Aborting it pauses the run as soon as nothing runs; the text of its reason says why. */
  readonly pause?: AbortSignal
}
