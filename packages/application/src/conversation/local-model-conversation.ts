import { AppUnavailable, type AppMode } from '@weft/domain/app'
import { ConversationId, MessageId } from '@weft/domain/conversation'
import { silentLogger, type Clock, type IdGenerator } from '@weft/domain/kernel'
import type { HistoryRound, ModelRegistry } from '@weft/domain/model'
import type { ModelAppConfiguration } from '@weft/domain/workflow'
import {
  machineClock,
  randomIds,
  type GenerationBegun,
  type GenerationEvent,
} from '../kernel/index.js'
import { basicCompletionRequest } from '../model/index.js'
import { checkedInputs, LOCAL_TENANT, mediaParts, toFileValues } from '../workflow/index.js'
import type { AnswerRecorder } from './message-recorder.js'
import type { LocalConversation, LocalTurnArgs } from './local-conversation.js'
import { streamModelAnswer } from './stream-model-answer.js'

export type LocalModelPorts = {
  readonly models: ModelRegistry
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
    if (!configuration.model) throw new AppUnavailable()
    const inputs = checkedInputs(configuration.inputForm, turn.inputs ?? {})
    const model = await this.ports.models.languageModel(LOCAL_TENANT, configuration.model.ref)
    const { fileUpload } = configuration.features
    const files = fileUpload.enabled ? toFileValues(turn.files ?? []) : []
    yield* streamModelAnswer({
      begun: this.begun(),
      model,
      request: basicCompletionRequest(model, {
        app: this.mode === 'completion' ? 'completion' : 'chat',
        configuration,
        configured: configuration.model,
        inputs,
        query: turn.query,
        history: this.#rounds.length > 0 ? [...this.#rounds] : undefined,
        media: mediaParts(files, fileUpload.imageDetail),
        user: turn.user,
      }),
      signals: turn.signal ? [turn.signal] : [],
      clock: this.#clock,
      recorder: this.recorder(turn.query),
      logger: silentLogger,
    })
  }

  /** Remembers answered rounds, but for completion apps, whose turns stand alone. */
  private recorder(query: string): AnswerRecorder {
    return {
      complete: async ({ answer }) => {
        if (this.mode !== 'completion' && answer !== '') this.#rounds.push({ query, answer })
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
