import type { Clock, IdGenerator, JsonObject, Logger, Pause } from '@weft/domain/kernel'
import {
  RunId,
  type FileValue,
  type InitialVariable,
  type RunEvent,
  type RunEventStore,
  type RunLimits,
} from '@weft/domain/workflow'
import {
  machinePause,
  type GenerationBegun,
  type GenerationEvent,
  type GenerationRegistry,
  type GenerationSlot,
  type Repositories,
  type UnitOfWork,
} from '../kernel/index.js'
import {
  checkedInputs,
  FormRecorder,
  newRunRecord,
  RecordedRun,
  streamRun,
  toFileValues,
  unixSeconds,
  type PublishedWorkflow,
  type PublishedWorkflows,
  type GraphRunner,
  type RunActivity,
} from '../workflow/index.js'
import type { AnnotationReplies, AppAnnotations } from './annotation/annotation-replies.js'
import { beginRound, type Round } from './begin-round.js'
import { loadConversationVariables } from './conversation-variables.js'
import type { Generation, GenerationStrategy } from './generation-args.js'
import { MessageRecorder } from './message-recorder.js'
import { introduction } from './model-app-strategy.js'
import type { AppModeration } from './moderation/app-moderation.js'
import { guardRun } from './moderation/guard-run.js'
import { moderateTurn } from './moderation/moderate-turn.js'
import { ModerationMethods } from './moderation/moderation-methods.js'
import { retryOnConflict } from './retry-on-conflict.js'
import { RunAnswer, withEnding } from './run-answer.js'
import { StoredMemory } from './stored-memory.js'
import { TurnRecorder } from './turn-recorder.js'

export type WorkflowAppStrategyPorts = {
  readonly unitOfWork: UnitOfWork
  readonly workflows: PublishedWorkflows
  readonly engine: GraphRunner
  readonly runEvents: RunEventStore
  /** Hears of every write, for those who follow runs. */
  readonly activity?: RunActivity
  readonly registry: GenerationRegistry
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly logger: Logger
  /** Limits of every run; the engine's own by default. */
  readonly limits?: Partial<RunLimits>
  /** The ways to moderate. Default: keywords. */
  readonly moderation?: ModerationMethods
  /** Answers by annotations. Default: none. */
  readonly annotations?: Pick<AnnotationReplies, 'of'>
  /** Between the characters of a preset answer. Default: the machine's time passes. */
  readonly pause?: Pause
}

type Preparation = {
  readonly workflow: PublishedWorkflow
  readonly inputs: JsonObject
  readonly files: readonly FileValue[]
  readonly taskId: string
  readonly runId: RunId
  readonly at: Date
  readonly moderation: AppModeration | undefined
  readonly annotations: AppAnnotations | undefined
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
    const begun = begunEvent(generation, preparation, turn)
    const { moderation, annotations } = preparation
    yield* moderation?.moderatesInput || annotations
      ? this.runModerated(generation, preparation, turn, { slot, begun, moderation })
      : this.run(generation, preparation, turn, { slot, begun })
  }

  /** The run goes by what moderation made of the input; where that, or an annotation, is the answer, there is none. */
  private async *runModerated(
    generation: Generation,
    preparation: Preparation,
    turn: BegunTurn,
    {
      slot,
      begun,
      moderation,
    }: {
      readonly slot: GenerationSlot
      readonly begun: GenerationBegun
      readonly moderation: AppModeration | undefined
    },
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    let runs = false
    try {
      const asked = yield* moderateTurn({
        begun,
        asked: { inputs: preparation.inputs, query: generation.query },
        moderation,
        annotations: preparation.annotations?.about(turn.message, generation.endUser),
        signal: AbortSignal.any([generation.context.signal, slot.signal]),
        recorder: new MessageRecorder(this.ports, turn.message.withoutRun()),
        logger: this.ports.logger,
        speech: generation.isStreamed === false ? {} : { pause: this.ports.pause ?? machinePause },
      })
      if (!asked) return
      const { inputs, query } = asked
      const told = this.run({ ...generation, query }, { ...preparation, inputs }, turn, { slot })
      runs = true
      yield* told
    } finally {
      if (!runs) slot.leave()
    }
  }

  private async prepare(generation: Generation): Promise<Preparation> {
    const workflow = await this.ports.workflows.load(generation.app, generation.workflowId)
    const { features } = workflow.definition
    const takesFiles = features.fileUpload.enabled
    const { moderation = ModerationMethods.builtIn } = this.ports
    return {
      workflow,
      inputs: checkedInputs(workflow.form, generation.inputs),
      files: takesFiles ? toFileValues(generation.files) : [],
      taskId: this.ports.ids.next(),
      runId: RunId.parse(this.ports.ids.next()),
      at: this.ports.clock.now(),
      annotations: await this.ports.annotations?.of(generation),
      moderation: moderation.open(features, {
        tenantId: generation.context.tenantId,
        appId: generation.app.id,
      }),
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
    { slot, begun }: { readonly slot: GenerationSlot; readonly begun?: GenerationBegun },
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const signal = AbortSignal.any([generation.context.signal, slot.signal])
    const { features, conversationVariables } = preparation.workflow.definition
    const answer = new RunAnswer(features.retrieverResource.enabled)
    const recorder = new TurnRecorder(this.ports, {
      round: turn,
      answer,
      declared: conversationVariables,
    })
    const record = recordOf(generation, preparation)
    const forms = new FormRecorder(this.ports, { run: record, taskId: preparation.taskId })
    const run = new RecordedRun(this.ports, {
      run: record,
      batches: guardRun((stop) => this.start(generation, preparation, turn, stop), {
        guard: preparation.moderation?.guardAnswer(),
        signal,
      }),
      observe: async (events) => {
        await recorder.observe(events)
        await forms.observe(events)
      },
    })
    return streamRun({
      begun,
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
