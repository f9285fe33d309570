import { AppUnavailable, type AppConfiguration, type AppConfigurationId } from '@weft/domain/app'
import type { Message } from '@weft/domain/conversation'
import type { Clock, IdGenerator, JsonObject, Logger, Pause, TenantId } from '@weft/domain/kernel'
import {
  fillPromptTemplate,
  historyLimit,
  promptPlaceholders,
  type CompletionRequest,
  type HistoryRound,
  type LanguageModel,
  type ModelRegistry,
} from '@weft/domain/model'
import {
  readModelConfiguration,
  type ConfiguredModel,
  type FileValue,
  type ModelAppConfiguration,
  type TemplateRenderer,
} from '@weft/domain/workflow'
import { LRUCache } from 'lru-cache'
import {
  machinePause,
  type GenerationBegun,
  type GenerationEvent,
  type GenerationRegistry,
  type UnitOfWork,
} from '../kernel/index.js'
import { attachedDatasets, basicCompletionRequest, promptValues } from '../model/index.js'
import { checkedInputs, mediaParts, toFileValues } from '../workflow/index.js'
import type { AnnotationReplies, AppAnnotations } from './annotation/annotation-replies.js'
import { beginRound, type Round } from './begin-round.js'
import { ExternalData, type ExternalInputs } from './external-data/external-data.js'
import type { Generation, GenerationStrategy } from './generation-args.js'
import { historyRounds } from './history-rounds.js'
import { MessageRecorder } from './message-recorder.js'
import type { AppModeration } from './moderation/app-moderation.js'
import { ModerationMethods } from './moderation/moderation-methods.js'
import { retryOnConflict } from './retry-on-conflict.js'
import { settleQuestion } from './settle-question.js'
import { streamModelAnswer } from './stream-model-answer.js'

export type ModelAppStrategyPorts = {
  readonly unitOfWork: UnitOfWork
  readonly models: ModelRegistry
  readonly registry: GenerationRegistry
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly logger: Logger
  /** The ways to moderate. Default: keywords. */
  readonly moderation?: ModerationMethods
  /** The sources of external variables. Default: none. */
  readonly externalData?: ExternalData
  /** Answers by annotations. Default: none. */
  readonly annotations?: Pick<AnnotationReplies, 'of'>
  /** Renders prompts written as Jinja2 templates. Default: such prompts are refused. */
  readonly templates?: TemplateRenderer
  /** Between the characters of a preset answer. Default: the machine's time passes. */
  readonly pause?: Pause
}

type Preparation = {
  readonly configurationId: AppConfigurationId
  readonly configuration: ModelAppConfiguration
  readonly configured: ConfiguredModel
  readonly model: LanguageModel
  readonly inputs: JsonObject
  readonly files: readonly FileValue[]
  readonly moderation: AppModeration | undefined
  readonly externalInputs: ExternalInputs | undefined
  readonly annotations: AppAnnotations | undefined
}

type BegunAnswer = Round & {
  readonly request: CompletionRequest
  readonly history: readonly HistoryRound[] | undefined
}

/** Chat and completion apps: one call of the model their configuration names. */
export class ModelAppStrategy implements GenerationStrategy {
  readonly #configurations = new LRUCache<AppConfigurationId, ModelAppConfiguration>({ max: 500 })

  constructor(private readonly ports: ModelAppStrategyPorts) {}

  async *generate(
    generation: Generation,
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const preparation = await this.prepare(generation)
    const { app, endUser } = generation
    const taskId = this.ports.ids.next()
    const slot = this.ports.registry.enter({
      taskId,
      appId: app.id,
      endUserId: endUser.id,
      maxActive: app.properties.maxActiveRequests,
    })
    try {
      const begun = await this.begin(generation, preparation)
      yield* this.answer({ generation, preparation, begun, taskId, stop: slot.signal })
    } finally {
      slot.leave()
    }
  }

  private async prepare(generation: Generation): Promise<Preparation> {
    const { app, conversation, context } = generation
    const configurationId = conversation
      ? conversation.properties.configurationId
      : app.properties.configurationId
    if (configurationId === undefined) throw new AppUnavailable()
    const configuration = await this.configuration(context.tenantId, configurationId)
    if (!configuration.model) throw new AppUnavailable()
    const { moderation = ModerationMethods.builtIn, externalData = ExternalData.none } = this.ports
    return {
      configurationId,
      configuration,
      configured: configuration.model,
      inputs: checkedInputs(configuration.inputForm, generation.inputs),
      files: configuration.features.fileUpload.enabled ? toFileValues(generation.files) : [],
      moderation: moderation.open(configuration.features, {
        tenantId: context.tenantId,
        appId: app.id,
      }),
      externalInputs: externalData.open(configuration),
      annotations: await this.ports.annotations?.of(generation),
      model: await this.ports.models.languageModel(context.tenantId, configuration.model.ref),
    }
  }

  private async configuration(
    tenantId: TenantId,
    id: AppConfigurationId,
  ): Promise<ModelAppConfiguration> {
    const known = this.#configurations.get(id)
    if (known) return known
    const stored = await this.ports.unitOfWork.run(
      tenantId,
      ({ appConfigurations }): Promise<AppConfiguration | undefined> => appConfigurations.find(id),
    )
    if (!stored) throw new AppUnavailable()
    const configuration = readModelConfiguration(stored.document)
    this.#configurations.set(id, configuration)
    return configuration
  }

  /**
   * Stores the round once its request is made up, so that one that cannot be is not stored. Making it up may take a while:
   * no transaction waits for it.
   */
  private async begin(generation: Generation, preparation: Preparation): Promise<BegunAnswer> {
    const { configurationId, configuration, inputs, files } = preparation
    const { unitOfWork, ids, clock } = this.ports
    const { tenantId } = generation.context
    const history = await this.history(generation, configuration)
    const request = await this.requestOf(generation, preparation, history)
    const round = await retryOnConflict(() =>
      unitOfWork.run(tenantId, (repositories) =>
        beginRound(repositories, ids, {
          generation,
          inputs,
          files,
          configurationId,
          introduction: introduction(configuration.features.openingStatement, inputs),
          runId: undefined,
          at: clock.now(),
        }),
      ),
    )
    return { ...round, history, request }
  }

  /** The rounds before, of a conversation that has any. */
  private async history(
    { conversation, context }: Generation,
    { features }: ModelAppConfiguration,
  ): Promise<readonly HistoryRound[] | undefined> {
    if (!conversation || conversation.properties.mode === 'completion') return undefined
    const newestFirst = await this.ports.unitOfWork.run(context.tenantId, ({ messages }) =>
      messages.listHistory(conversation.id, historyLimit()),
    )
    return historyRounds(newestFirst, features.fileUpload)
  }

  private answer(args: {
    readonly generation: Generation
    readonly preparation: Preparation
    readonly begun: BegunAnswer
    readonly taskId: string
    readonly stop: AbortSignal
  }): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const { generation, preparation, begun } = args
    const { model, moderation, externalInputs, inputs } = preparation
    const { app, context, query } = generation
    return streamModelAnswer({
      begun: generationBegun(args.taskId, generation, begun.message),
      model,
      question: (options) =>
        settleQuestion(
          {
            tenantId: context.tenantId,
            appId: app.id,
            asked: { inputs, query },
            request: begun.request,
            requestFor: (asked) =>
              this.requestOf(
                { ...generation, ...asked },
                { ...preparation, ...asked },
                begun.history,
              ),
            moderation,
            externalInputs,
            annotations: preparation.annotations?.about(begun.message, generation.endUser),
          },
          options,
        ),
      guard: moderation?.guardAnswer(),
      ...(generation.isStreamed !== false && {
        speech: { pause: this.ports.pause ?? machinePause },
      }),
      signals: [context.signal, args.stop],
      clock: this.ports.clock,
      recorder: new MessageRecorder(this.ports, begun.message),
      logger: this.ports.logger,
    })
  }

  private requestOf(
    { app, query, endUser }: Generation,
    { model, configuration, configured, inputs, files }: Preparation,
    history: readonly HistoryRound[] | undefined,
  ): Promise<CompletionRequest> {
    const { templates, logger } = this.ports
    if (attachedDatasets(configuration).length > 0)
      logger.warn('knowledge is attached to an app, but cannot be searched: it answers without', {
        appId: app.id,
      })
    return basicCompletionRequest(model, {
      app: app.mode === 'completion' ? 'completion' : 'chat',
      configuration,
      configured,
      inputs,
      query,
      history,
      media: mediaParts(files, configuration.features.fileUpload.imageDetail),
      user: endUser.sessionId,
      appId: app.id,
      ...(templates && { templates }),
    })
  }
}

function generationBegun(
  taskId: string,
  { app }: Generation,
  { id, properties }: Message,
): GenerationBegun {
  const { conversationId, createdAt } = properties
  return {
    type: 'GenerationBegun',
    taskId,
    mode: app.mode,
    message: { id, conversationId, createdAt },
    run: undefined,
  }
}

/** The opening statement with the form's values filled in. */
export function introduction(openingStatement: string, inputs: JsonObject): string {
  return promptPlaceholders(openingStatement).length === 0
    ? openingStatement
    : fillPromptTemplate(openingStatement, promptValues(inputs))
}
