import { AppUnavailable, type AppMode } from '@weft/domain/app'
import { ConversationId, MessageId } from '@weft/domain/conversation'
import { silentLogger, type Clock, type IdGenerator } from '@weft/domain/kernel'
import type { HistoryRound, MediaPart, ModelRegistry } from '@weft/domain/model'
import type { ModelAppConfiguration, TemplateRenderer } from '@weft/domain/workflow'
import {
  machineClock,
  randomIds,
  type GenerationBegun,
  type GenerationEvent,
} from '../kernel/index.js'
import { basicCompletionRequest } from '../model/index.js'
import { checkedInputs, LOCAL_TENANT, mediaParts, toFileValues } from '../workflow/index.js'
import type { AnswerRecorder } from './message-recorder.js'
import { ExternalData } from './external-data/external-data.js'
import { LOCAL_APP, type LocalConversation, type LocalTurnArgs } from './local-conversation.js'
import { ModerationMethods } from './moderation/moderation-methods.js'
import { settleQuestion, type Asked } from './settle-question.js'
import { streamModelAnswer } from './stream-model-answer.js'

export type LocalModelPorts = {
  readonly models: ModelRegistry
  /** The ways to moderate. Default: keywords. */
  readonly moderation?: ModerationMethods
  /** The sources of external variables. Default: none. */
  readonly externalData?: ExternalData
  /** Renders prompts written as Jinja2 templates. Default: such prompts are refused. */
  readonly templates?: TemplateRenderer
  readonly clock?: Clock
  readonly ids?: IdGenerator
}

/** A conversation whose turns are calls of the model a configuration names. */
export class LocalModelConversation implements LocalConversation {
  readonly #clock: Clock
  readonly #ids: IdGenerator
  readonly #id: ConversationId
  readonly #rounds: HistoryRound[] = []

  constructor(
    private readonly mode: AppMode,
    private readonly configuration: ModelAppConfiguration,
    private readonly ports: LocalModelPorts,
  ) {
    this.#clock = ports.clock ?? machineClock
    this.#ids = ports.ids ?? randomIds
    this.#id = ConversationId.parse(this.#ids.next())
  }

  async *say(turn: LocalTurnArgs): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const { configuration } = this
    const configured = configuration.model
    if (!configured) throw new AppUnavailable()
    const { moderation = ModerationMethods.builtIn, externalData = ExternalData.none } = this.ports
    const owner = { tenantId: LOCAL_TENANT, appId: LOCAL_APP }
    const moderated = moderation.open(configuration.features, owner)
    const externalInputs = externalData.open(configuration)
    const inputs = checkedInputs(configuration.inputForm, turn.inputs ?? {})
    const model = await this.ports.models.languageModel(LOCAL_TENANT, configured.ref)
    const { fileUpload } = configuration.features
    const files = fileUpload.enabled ? toFileValues(turn.files ?? []) : []
    const media = mediaParts(files, fileUpload.imageDetail)
    const { templates } = this.ports
    const history = this.#rounds.length > 0 ? [...this.#rounds] : undefined
    const requestFor = (asked: Asked) =>
      basicCompletionRequest(model, {
        ...asked,
        app: this.mode === 'completion' ? 'completion' : 'chat',
        configuration,
        configured,
        history,
        media,
        user: turn.user,
        ...(templates && { templates }),
      })
    const asked = { inputs, query: turn.query }
    const request = await requestFor(asked)
    yield* streamModelAnswer({
      begun: this.begun(),
      model,
      question: (options) =>
        settleQuestion(
          { ...owner, asked, request, requestFor, moderation: moderated, externalInputs },
          options,
        ),
      guard: moderated?.guardAnswer(),
      signals: turn.signal ? [turn.signal] : [],
      clock: this.#clock,
      recorder: this.recorder({ query: turn.query, media }),
      logger: silentLogger,
    })
  }

  /** Remembers answered rounds, but for completion apps, whose turns stand alone. */
  private recorder(asked: {
    readonly query: string
    readonly media: readonly MediaPart[]
  }): AnswerRecorder {
    return {
      complete: async ({ answer }) => {
        if (this.mode !== 'completion' && answer !== '') this.#rounds.push({ ...asked, answer })
      },
      fail: async () => undefined,
    }
  }

  private begun(): GenerationBegun {
    return {
      type: 'GenerationBegun',
      taskId: this.#ids.next(),
      mode: this.mode,
      message: {
        id: MessageId.parse(this.#ids.next()),
        conversationId: this.#id,
        createdAt: this.#clock.now(),
      },
      run: undefined,
    }
  }
}
