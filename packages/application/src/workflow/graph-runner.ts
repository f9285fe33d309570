import type { JsonObject, TenantId } from '@weft/domain/kernel'
import type {
  CompiledGraph,
  ConversationMemory,
  InitialVariable,
  RunEvent,
  RunId,
  RunLimits,
} from '@weft/domain/workflow'

/** What the use cases need of the engine. */
export interface GraphRunner {
  /** Batches of events, the last one ending with the run's end. Aborting the signal stops the run. */
  run(
    graph: CompiledGraph,
    args: {
      readonly runId: RunId
      readonly tenantId: TenantId
      readonly user: string | undefined
      readonly inputs: JsonObject
      /** Without the prefix `sys.`. */
      readonly system: JsonObject
      readonly environment: readonly InitialVariable[]
      readonly conversation: readonly InitialVariable[]
      readonly memory?: ConversationMemory
      readonly limits?: Partial<RunLimits>
    },
    options: { readonly signal: AbortSignal },
  ): AsyncIterable<readonly RunEvent[]>
}
