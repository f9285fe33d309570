import { ConversationId, MessageId } from '@weft/domain/conversation'
import { silentLogger, type Clock, type IdGenerator } from '@weft/domain/kernel'
import {
  RunId,
  WorkflowId,
  type ConversationRound,
  type InitialVariable,
  type RunEvent,
} from '@weft/domain/workflow'
import {
  machineClock,
  randomIds,
  type GenerationBegun,
  type GenerationEvent,
} from '../kernel/index.js'
import {
  checkedInputs,
  LOCAL_TENANT,
  type LibraryPorts,
  type PreparedWorkflow,
} from '../workflow/index.js'
import { LOCAL_APP, type LocalConversation, type LocalTurnArgs } from './local-conversation.js'
import type { AppModeration } from './moderation/app-moderation.js'
import { guardRun } from './moderation/guard-run.js'
import { moderateTurn } from './moderation/moderate-turn.js'
import { ModerationMethods } from './moderation/moderation-methods.js'
import { conversationUpdates, RunAnswer, withEnding } from './run-answer.js'
import type { Asked } from './settle-question.js'

/** A conversation whose turns are runs of one workflow: variables and rounds go from one to the next. */
export class LocalWorkflowConversation implements LocalConversation {
  readonly #clock: Clock
  readonly #ids: IdGenerator
  readonly #id: ConversationId
  readonly #workflowId: WorkflowId
  readonly #rounds: ConversationRound[] = []
  #turns = 0
  #variables: readonly InitialVariable[]

  constructor(
    private readonly prepared: PreparedWorkflow,
    private readonly ports: LibraryPorts & { readonly moderation?: ModerationMethods },
  ) {
    this.#clock = ports.clock ?? machineClock
    this.#ids = ports.ids ?? randomIds
    this.#id = ConversationId.parse(this.#ids.next())
    this.#workflowId = WorkflowId.parse(this.#ids.next())
    this.#variables = prepared.workflow.definition.conversationVariables
  }

  async *say(turn: LocalTurnArgs): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const { form, definition } = this.prepared.workflow
    const { moderation = ModerationMethods.builtIn } = this.ports
    const owner = { tenantId: LOCAL_TENANT, appId: LOCAL_APP }
    const moderated = moderation.open(definition.features, owner)
    const given = { inputs: checkedInputs(form, turn.inputs ?? {}), query: turn.query }
    const runId = RunId.parse(this.#ids.next())
    this.#turns++
    const begun = this.begun(runId, turn)
    const asked = moderated?.moderatesInput
      ? yield* this.moderate(given, { begun, moderation: moderated, turn })
      : given
    if (!asked) return
    const isBegun = moderated?.moderatesInput === true
    yield* this.answer({ turn, asked, runId, moderated, begun: isBegun ? [] : [begun] })
  }

  private moderate(
    asked: Asked,
    {
      begun,
      moderation,
      turn,
    }: {
      readonly begun: GenerationBegun
      readonly moderation: AppModeration
      readonly turn: LocalTurnArgs
    },
  ) {
    return moderateTurn({
      begun,
      asked,
      moderation,
      signal: turn.signal ?? new AbortController().signal,
      recorder: {
        complete: async ({ answer }) => {
          this.remember(turn.query, answer)
        },
        fail: async () => undefined,
      },
      logger: silentLogger,
      speech: {},
    })
  }

  private async *answer({
    turn,
    asked,
    runId,
    moderated,
    begun,
  }: {
    readonly turn: LocalTurnArgs
    readonly asked: Asked
    readonly runId: RunId
    readonly moderated: AppModeration | undefined
    readonly begun: readonly GenerationBegun[]
  }): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const answer = new RunAnswer(
      this.prepared.workflow.definition.features.retrieverResource.enabled,
    )
    const batches = guardRun((signal) => this.run({ ...turn, ...asked, signal }, runId), {
      guard: moderated?.guardAnswer(),
      signal: turn.signal ?? new AbortController().signal,
    })
    let before: readonly GenerationEvent[] = begun
    for await (const events of batches) {
      this.keep(events, answer)
      yield [...before, ...withEnding(events, answer)]
      before = []
    }
    this.remember(turn.query, answer.answer.answer)
  }

  private remember(query: string, answer: string): void {
    if (answer !== '') this.#rounds.push({ query, answer })
  }

  private run(
    { query, inputs, files, user, signal }: LocalTurnArgs & { readonly signal: AbortSignal },
    runId: RunId,
  ): AsyncIterable<readonly RunEvent[]> {
    return this.prepared.run({
      runId,
      query,
      conversationId: this.#id,
      dialogueCount: this.#turns,
      conversation: this.#variables,
      memory: { read: async (limit) => this.#rounds.slice(-limit) },
      signal,
      ...(inputs && { inputs }),
      ...(files && { files }),
      ...(user !== undefined && { user }),
    })
  }

  private keep(events: readonly RunEvent[], answer: RunAnswer): void {
    for (const event of events) answer.take(event)
    const updates = conversationUpdates(events)
    if (updates.size === 0) return
    this.#variables = this.#variables.map(({ selector, segment }) => ({
      selector,
      segment: updates.get(selector[1] ?? '') ?? segment,
    }))
  }

  private begun(runId: RunId, { user = 'user' }: LocalTurnArgs): GenerationBegun {
    const createdAt = this.#clock.now()
    return {
      type: 'GenerationBegun',
      taskId: this.#ids.next(),
      mode: this.prepared.document.app.mode,
      message: {
        id: MessageId.parse(this.#ids.next()),
        conversationId: this.#id,
        createdAt,
      },
      run: {
        id: runId,
        workflowId: this.#workflowId,
        createdAt,
        createdBy: { id: user, user },
      },
    }
  }
}
