import type { CompiledGraph, RunEvent } from '@weft/domain/workflow'
import type { RunArgs, RunOptions } from './engine/run-args.js'

/** What the use cases need of the engine. */
export interface GraphRunner {
  /** Batches of events, the last one ending with the run's end, or with `RunPaused`. Aborting the signal stops the run. */
  run(graph: CompiledGraph, args: RunArgs, options: RunOptions): AsyncIterable<readonly RunEvent[]>
}
