import type { Clock, IdGenerator } from '@weft/domain/kernel'
import type { CompiledGraph, RunEvent } from '@weft/domain/workflow'
import type { RunArgs, RunOptions } from './run-args.js'
import { RunExecution } from './run-execution.js'

/** Runs graphs. Keeps nothing between runs; one engine serves any number of them at once. */
export class WorkflowEngine {
  constructor(private readonly ports: { readonly clock: Clock; readonly ids: IdGenerator }) {}

  /**
   * Runs the graph and tells its events in batches: everything that happened before the run had to wait. The last batch
   * ends with the run's end, or with `RunPaused`. What fails inside the run is told by events; this never throws for it.
   *
   * A run that is resumed tells first, in a batch of its own, that it goes on: nothing runs before that batch has been
   * taken. A batch is whole: a history that consists of whole batches can be resumed. Raw `TextProduced` is not told, because
   * its text is in the outputs of its node and, put in order, in `AnswerStreamed`. Whoever stops reading stops the run.
   */
  run(
    graph: CompiledGraph,
    args: RunArgs,
    options: RunOptions,
  ): AsyncGenerator<readonly RunEvent[], void, undefined> {
    return new RunExecution(this.ports, graph, args, options).batches()
  }
}
