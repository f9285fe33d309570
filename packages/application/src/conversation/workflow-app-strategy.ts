import type { Clock, IdGenerator, JsonObject, Logger } from '@weft/domain/kernel'
import {
  isRunEnded,
  RunId,
  type FileValue,
  type InitialVariable,
  type RunEvent,
  type RunEventStore,
  type RunLimits,
} from '@weft/domain/workflow'
import type {
  GenerationBegun,
  GenerationEvent,
  GenerationRegistry,
  GenerationSlot,
  Repositories,
  UnitOfWork,
} from '../kernel/index.js'
import {
  checkedInputs,
  errorOf,
  newRunRecord,
  RecordedRun,
  statusAfter,
  streamRun,
  toFileValues,
  unixSeconds,
  type PublishedWorkflow,
  type PublishedWorkflows,
  type GraphRunner,
} from '../workflow/index.js'
import { beginRound, type Round } from './begin-round.js'
import { loadConversationVariables, toStored } from './conversation-variables.js'
import type { Generation, GenerationStrategy } from './generation-args.js'
import { MessageRecorder } from './message-recorder.js'
import { introduction } from './model-app-strategy.js'
import { retryOnConflict } from './retry-on-conflict.js'
import { conversationUpdates, RunAnswer, withEnding } from './run-answer.js'
import { StoredMemory } from './stored-memory.js'

export type WorkflowAppStrategyPorts = {
  readonly unitOfWork: UnitOfWork
  readonly workflows: PublishedWorkflows
  readonly engine: GraphRunner
  readonly runEvents: RunEventStore
  readonly registry: GenerationRegistry
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly logger: Logger
  /** Limits of every run; the engine's own by default. */
  readonly limits?: Partial<RunLimits>
}

type Preparation = {
  readonly workflow: PublishedWorkflow
  readonly inputs: JsonObject
  readonly files: readonly FileValue[]
  readonly taskId: string
  readonly runId: RunId
  readonly at: Date
}

type BegunTurn = Round & {
  readonly variables: readonly InitialVariable[]
  /** Rounds of the conversation, this one included. */
  readonly dialogueCount: number
}

/** Advanced-chat apps: every message is answered by a run of the app's workflow. */
export class WorkflowAppStrategy implements GenerationStrategy {
  constructor(private readonly ports: WorkflowAppStrategyPorts) {}

  async *generate(
    generation: Generation,
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const preparation = await this.prepare(generation)
    const { app, endUser } = generation
    const slot = this.ports.registry.enter({
      taskId: preparation.taskId,
      appId: app.id,
      endUserId: endUser.id,
      maxActive: app.properties.maxActiveRequests,
    })
    const turn = await this.begin(generation, preparation).catch((error: unknown) => {
      slot.leave()
      throw error
    })
    yield* this.run(generation, preparation, turn, slot)
  }

  private async prepare(generation: Generation): Promise<Preparation> {
    const workflow = await this.ports.workflows.load(generation.app, generation.workflowId)
    const takesFiles = workflow.definition.features.fileUpload.enabled
    return {
      workflow,
      inputs: checkedInputs(workflow.form, generation.inputs),
      files: takesFiles ? toFileValues(generation.files) : [],
      taskId: this.ports.ids.next(),
      runId: RunId.parse(this.ports.ids.next()),
      at: this.ports.clock.now(),
    }
  }

  private begin(generation: Generation, preparation: Preparation): Promise<BegunTurn> {
    return retryOnConflict(() =>
      this.ports.unitOfWork.run(generation.context.tenantId, (repositories) =>
        this.beginWithin(repositories, generation, preparation),
      ),
    )
  }

  private async beginWithin(
    repositories: Repositories,
    generation: Generation,
    { workflow, inputs, files, runId, at }: Preparation,
  ): Promise<BegunTurn> {
    const { features, conversationVariables } = workflow.definition
    const earlierRounds = generation.conversation
      ? await repositories.messages.countCompleted(generation.conversation.id)
      : 0
    const round = await beginRound(repositories, this.ports.ids, {
      generation,
      inputs,
      files,
      configurationId: undefined,
      introduction: introduction(features.openingStatement, inputs),
      runId,
      at,
    })
    const owner = {
      tenantId: generation.context.tenantId,
      conversationId: round.conversation.id,
      at,
    }
    const variables = await loadConversationVariables(repositories, owner, conversationVariables)
    return { ...round, variables, dialogueCount: earlierRounds + 1 }
  }

  private run(
    generation: Generation,
    preparation: Preparation,
    turn: BegunTurn,
    slot: GenerationSlot,
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const signal = AbortSignal.any([generation.context.signal, slot.signal])
    const answer = new RunAnswer(preparation.workflow.definition.features.retrieverResource.enabled)
    const run = new RecordedRun(this.ports, {
      run: recordOf(generation, preparation),
      batches: this.start(generation, preparation, turn, signal),
      observe: this.observer(preparation, turn, answer),
    })
    return streamRun({
      begun: begunEvent(generation, preparation, turn),
      run,
      present: (events) => withEnding(events, answer),
      slot,
      logger: this.ports.logger,
    })
  }

  private start(
    { app, context, endUser, query }: Generation,
    { workflow, inputs, files, runId, at }: Preparation,
    { conversation, variables, dialogueCount }: BegunTurn,
    signal: AbortSignal,
  ): AsyncIterable<readonly RunEvent[]> {
    const { unitOfWork, engine, limits } = this.ports
    return engine.run(
      workflow.graph,
      {
        runId,
        tenantId: context.tenantId,
        user: endUser.sessionId,
        inputs,
        system: {
          query,
          files,
          conversation_id: conversation.id,
          dialogue_count: dialogueCount,
          user_id: endUser.sessionId,
          app_id: app.id,
          workflow_id: workflow.id,
          workflow_run_id: runId,
          timestamp: unixSeconds(at),
        },
        environment: workflow.definition.environmentVariables,
        conversation: variables,
        memory: new StoredMemory(unitOfWork, context.tenantId, conversation.id),
        ...(limits && { limits }),
      },
      { signal },
    )
  }

  /** Keeps what the run says about the conversation: variables at once, the message when the run ends. */
  private observer(
    { workflow }: Preparation,
    { message, conversation }: BegunTurn,
    answer: RunAnswer,
  ): (events: readonly RunEvent[]) => Promise<void> {
    const recorder = new MessageRecorder(this.ports, message)
    return async (events) => {
      for (const event of events) answer.take(event)
      const updates = conversationUpdates(events)
      const updated = workflow.definition.conversationVariables.flatMap((variable) => {
        const segment = updates.get(variable.name)
        return segment ? [{ ...variable, segment }] : []
      })
      if (updated.length > 0) {
        const { tenantId, id: conversationId } = conversation.properties
        const owner = { tenantId, conversationId, at: this.ports.clock.now() }
        await this.ports.unitOfWork.run(tenantId, ({ conversationVariables }) =>
          conversationVariables.save(updated.map((variable) => toStored(owner, variable))),
        )
      }
      const end = events.findLast(isRunEnded)
      if (!end) return
      if (statusAfter(end) === 'failed') await recorder.fail(answer.answer, errorOf(end) ?? '')
      else await recorder.complete(answer.answer)
    }
  }
}

function recordOf({ app, endUser, context }: Generation, { runId, workflow, at }: Preparation) {
  return newRunRecord({
    id: runId,
    tenantId: context.tenantId,
    appId: app.id,
    workflowId: workflow.id,
    workflowVersion: workflow.versionLabel,
    mode: 'advanced-chat',
    createdBy: endUser.id,
    createdAt: at,
  })
}

function begunEvent(
  { app, endUser }: Generation,
  { taskId, runId, workflow, at }: Preparation,
  { message, conversation }: BegunTurn,
): GenerationBegun {
  return {
    type: 'GenerationBegun',
    taskId,
    mode: app.mode,
    message: {
      id: message.id,
      conversationId: conversation.id,
      createdAt: message.properties.createdAt,
    },
    run: {
      id: runId,
      workflowId: workflow.id,
      createdAt: at,
      createdBy: { id: endUser.id, user: endUser.sessionId },
    },
  }
}
