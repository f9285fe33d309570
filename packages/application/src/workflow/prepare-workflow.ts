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
  awaitedForms,
  checkSubmission,
  FormNotAwaited,
  readDsl,
  readWorkflow,
  RunId,
  type ConversationMemory,
  type DslDocument,
  type FormResolution,
  type InitialVariable,
  type NodeKindTable,
  type RunEvent,
  type RunLimits,
} from '@weft/domain/workflow'
import { machineClock, randomIds } from '../kernel/index.js'
import { parseDslText } from './dsl/parse-dsl-text.js'
import { readRecordedInputs } from './engine/initial-variables.js'
import { WorkflowEngine } from './engine/workflow-engine.js'
import { toFileValues } from './file-argument.js'
import { runNodeAlone, type NodeRun } from './node-run.js'
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

/** How somebody answers a form that a paused run waits for. */
export type LibraryFormAnswer = {
  /** Needed only where the run waits for several forms. */
  readonly formId?: string
} & (
  | {
      readonly action: string
      /** A value for every field of the form. Default: none. */
      readonly inputs?: JsonObject
    }
  | { readonly timedOut: true }
)

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

  /**
   * Goes on with a run that was paused, or cut off, by what it has told so far: whole batches, oldest first. What the run
   * was started with is taken from there, apart from variables, memory and limits, which are given again.
   *
   * @param answer what became of a form the run waits for; without one, nodes that wait ask again.
   * @throws FormNotAwaited when the run waits for no such form.
   * @throws InvalidFormData when the answer does not fit the form.
   * @throws ValidationError when the history does not begin with the start of a run.
   */
  resume(
    history: readonly RunEvent[],
    answer?: LibraryFormAnswer,
    args: LibraryRunArgs = {},
  ): AsyncIterable<readonly RunEvent[]> {
    const [started] = history
    if (started?.type !== 'RunStarted')
      throw new ValidationError('The history of a run begins with its start.')
    const { definition, graph } = this.workflow
    const { inputs, system } = readRecordedInputs(started.inputs)
    const { runId } = started
    return this.#engine.run(
      graph,
      {
        runId,
        tenantId: LOCAL_TENANT,
        user: args.user ?? (typeof system['user_id'] === 'string' ? system['user_id'] : 'user'),
        inputs,
        system: { ...this.systemValues(args, runId), ...system },
        environment: args.environment ?? definition.environmentVariables,
        conversation: args.conversation ?? definition.conversationVariables,
        ...(args.memory && { memory: args.memory }),
        ...(args.limits && { limits: args.limits }),
      },
      {
        signal: args.signal ?? new AbortController().signal,
        history,
        resolutions: answer ? [toResolution(history, answer)] : [],
      },
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
  return new PreparedWorkflow(dsl, toRunnableWorkflow(workflowSection(dsl), ports.kinds), ports)
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

export type LibraryNodeArgs = {
  /** Values of the variables the node reads, by `node_id.variable`: `start.topic`, `sys.query`. Default: none. */
  readonly variables?: JsonObject
  /** Who asks. Default `user`. */
  readonly user?: string
  /** Stops the node when it is aborted. */
  readonly signal?: AbortSignal
}

/**
 * Runs one node of a document with these variables: no other node runs, a container runs with everything inside it. The
 * rest of the document need not be complete.
 *
 * @throws DslInvalid, ValidationError, NodeNotFound or GraphInvalid before anything runs.
 */
export async function runNode(
  document: string | object,
  nodeId: string,
  args: LibraryNodeArgs,
  ports: LibraryPorts,
): Promise<NodeRun> {
  const definition = readWorkflow(workflowSection(readDocument(document)))
  const { clock = machineClock, ids = randomIds, kinds } = ports
  const engine = new WorkflowEngine({ clock, ids })
  const runId = RunId.parse(ids.next())
  const { variables = {}, user = 'user', signal = new AbortController().signal } = args
  const system = {
    user_id: user,
    workflow_run_id: runId,
    timestamp: unixSeconds(clock.now()),
  }
  const tenantId = LOCAL_TENANT
  const run = { nodeId, variables, runId, tenantId, user, system, signal }
  return runNodeAlone(engine, kinds, definition, run)
}

function toResolution(history: readonly RunEvent[], answer: LibraryFormAnswer): FormResolution {
  const forms = awaitedForms(history)
  const form = forms.find(({ id }) => id === (answer.formId ?? forms[0]?.id))
  const isUnclear = answer.formId === undefined && forms.length > 1
  if (form === undefined || isUnclear) throw new FormNotAwaited(answer.formId ?? '(not named)')
  if ('timedOut' in answer) return { type: 'timed-out', formId: form.id }
  const { action, inputs = {} } = answer
  const values = checkSubmission(form, { action, inputs }, toFileValues)
  return { type: 'submitted', formId: form.id, actionId: action, values }
}

function workflowSection({ app, body }: DslDocument): JsonObject {
  if (body.type !== 'workflow')
    throw new ValidationError(`An app of the mode ${app.mode} has no workflow.`)
  return body.workflow
}

/** @throws DslInvalid */
export function readDocument(document: string | object): DslDocument {
  const raw: unknown = typeof document === 'string' ? parseDslText(document) : document
  return readDsl(isJsonObject(raw) ? raw : undefined)
}
