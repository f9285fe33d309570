import {
  isJsonObject,
  TenantId,
  ValidationError,
  type Clock,
  type IdGenerator,
  type JsonArray,
  type JsonObject,
} from '@weft/domain/kernel'
import {
  readDsl,
  RunId,
  type ConversationMemory,
  type DslDocument,
  type InitialVariable,
  type NodeKindTable,
  type RunEvent,
  type RunLimits,
} from '@weft/domain/workflow'
import { machineClock, randomIds } from '../kernel/index.js'
import { parseDslText } from './dsl/parse-dsl-text.js'
import { WorkflowEngine } from './engine/workflow-engine.js'
import { toFileValues } from './file-argument.js'
import { toRunnableWorkflow, type RunnableWorkflow } from './runnable-workflow.js'
import { unixSeconds } from './unix-seconds.js'

/** What is needed to run a document without a server and without a database. */
export type LibraryPorts = {
  /** The kinds of nodes documents may use. */
  readonly kinds: NodeKindTable
  /** Default: the machine's time. */
  readonly clock?: Clock
  /** Default: random ones. */
  readonly ids?: IdGenerator
}

export type LibraryRunArgs = {
  /** Default: a fresh one. */
  readonly runId?: RunId
  /** Values of the start node's variables; used as they are. Default: none. */
  readonly inputs?: JsonObject
  /** What the user says: advanced-chat documents only. */
  readonly query?: string
  /** Files outside the form, as callers name them. Default: none. */
  readonly files?: JsonArray
  /** Who asks. Default `user`. */
  readonly user?: string
  /** In place of the declared environment variables. */
  readonly environment?: readonly InitialVariable[]
  /** The conversation's variables as they stand; by default as they are declared. */
  readonly conversation?: readonly InitialVariable[]
  readonly conversationId?: string
  /** Which round of the conversation this is, from 1. Default 1. */
  readonly dialogueCount?: number
  readonly memory?: ConversationMemory
  readonly limits?: Partial<RunLimits>
  /** Stops the run when it is aborted. */
  readonly signal?: AbortSignal
}

/** Workspace of runs that belong to nobody. */
export const LOCAL_TENANT = TenantId.parse('00000000-0000-7000-8000-000000000000')

/** A document that is read and compiled: to be run any number of times, also at the same time. */
export class PreparedWorkflow {
  readonly #engine: WorkflowEngine
  readonly #clock: Clock
  readonly #ids: IdGenerator

  constructor(
    readonly document: DslDocument,
    readonly workflow: RunnableWorkflow,
    ports: LibraryPorts,
  ) {
    this.#clock = ports.clock ?? machineClock
    this.#ids = ports.ids ?? randomIds
    this.#engine = new WorkflowEngine({ clock: this.#clock, ids: this.#ids })
  }

  /** The run's events in batches; the last one ends with the run's end. What fails inside the run is an event. */
  run(args: LibraryRunArgs = {}): AsyncIterable<readonly RunEvent[]> {
    const { definition, graph } = this.workflow
    const runId = args.runId ?? RunId.parse(this.#ids.next())
    return this.#engine.run(
      graph,
      {
        runId,
        tenantId: LOCAL_TENANT,
        user: args.user ?? 'user',
        inputs: args.inputs ?? {},
        system: this.systemValues(args, runId),
        environment: args.environment ?? definition.environmentVariables,
        conversation: args.conversation ?? definition.conversationVariables,
        ...(args.memory && { memory: args.memory }),
        ...(args.limits && { limits: args.limits }),
      },
      { signal: args.signal ?? new AbortController().signal },
    )
  }

  private systemValues(args: LibraryRunArgs, runId: RunId): JsonObject {
    const shared = {
      files: toFileValues(args.files ?? []),
      user_id: args.user ?? 'user',
      workflow_run_id: runId,
      timestamp: unixSeconds(this.#clock.now()),
    }
    if (this.document.app.mode === 'workflow') return shared
    return {
      ...shared,
      query: args.query ?? '',
      conversation_id: args.conversationId ?? runId,
      dialogue_count: args.dialogueCount ?? 1,
    }
  }
}

/**
 * Reads and compiles a workflow or advanced-chat document.
 *
 * @param document YAML or JSON text, or what such a text says.
 * @throws DslInvalid when it cannot be read.
 * @throws ValidationError when the document is of another mode.
 * @throws GraphInvalid when its graph cannot run.
 */
export function prepareWorkflow(document: string | object, ports: LibraryPorts): PreparedWorkflow {
  const dsl = readDocument(document)
  if (dsl.body.type !== 'workflow')
    throw new ValidationError(`An app of the mode ${dsl.app.mode} has no workflow.`)
  return new PreparedWorkflow(dsl, toRunnableWorkflow(dsl.body.workflow, ports.kinds), ports)
}

/**
 * Runs a document as a library does: no server, no database.
 *
 * @example
 * for await (const events of runWorkflow(text, { inputs: { topic: 'tea' } }, { kinds })) console.log(events)
 *
 * @throws as `prepareWorkflow`, before anything runs.
 */
export function runWorkflow(
  document: string | object,
  args: LibraryRunArgs,
  ports: LibraryPorts,
): AsyncIterable<readonly RunEvent[]> {
  return prepareWorkflow(document, ports).run(args)
}

/** @throws DslInvalid */
export function readDocument(document: string | object): DslDocument {
  const raw: unknown = typeof document === 'string' ? parseDslText(document) : document
  return readDsl(isJsonObject(raw) ? raw : undefined)
}
