import type { JsonObject } from '@weft/domain/kernel'
import type {
  ConversationMemory,
  InitialVariable,
  RunEvent,
  WorkflowRun,
} from '@weft/domain/workflow'
import type { GenerationBegun, GenerationEvent } from '../kernel/index.js'
import type { PublishedWorkflow } from './published-workflows.js'

/** The rounds of conversations that runs answer. */
export interface RunTurns {
  /** The round the run answers, as it is after the history; nothing where there is none. */
  find(
    run: WorkflowRun,
    workflow: PublishedWorkflow,
    history: readonly RunEvent[],
  ): Promise<RunTurn | undefined>
}

/** One round, while its run goes on. */
export interface RunTurn {
  readonly message: NonNullable<GenerationBegun['message']>
  /** What a run that goes on is given besides what it was started with. */
  surroundings(): Promise<TurnSurroundings>
  /** The batches of the run, started with the given signal, its answer watched over where the app asks for it. */
  guard(
    start: (signal: AbortSignal) => AsyncIterable<readonly RunEvent[]>,
    signal: AbortSignal,
  ): AsyncIterable<readonly RunEvent[]>
  /** The run goes on after a pause. */
  goOn(): Promise<void>
  /** Resolves when what the events say about the conversation is stored. */
  record(events: readonly RunEvent[]): Promise<void>
  /** What clients are told for the events. Each is to be given once, in order, to either this or `record`. */
  follow(events: readonly RunEvent[]): readonly GenerationEvent[]
}

export type TurnSurroundings = {
  readonly conversation: readonly InitialVariable[]
  /** System values that runs do not record. */
  readonly system: JsonObject
  readonly memory: ConversationMemory
}
