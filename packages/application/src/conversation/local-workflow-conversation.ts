import { ConversationId, MessageId } from '@weft/domain/conversation'
import type { Clock, IdGenerator } from '@weft/domain/kernel'
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
import { checkedInputs, type LibraryPorts, type PreparedWorkflow } from '../workflow/index.js'
import type { LocalConversation, LocalTurnArgs } from './local-conversation.js'
import { conversationUpdates, RunAnswer, withEnding } from './run-answer.js'

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
    ports: LibraryPorts,
  ) {
    this.#clock = ports.clock ?? machineClock
    this.#ids = ports.ids ?? randomIds
    this.#id = ConversationId.parse(this.#ids.next())
    this.#workflowId = WorkflowId.parse(this.#ids.next())
    this.#variables = prepared.workflow.definition.conversationVariables
  }

  async *say(turn: LocalTurnArgs): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const { form, definition } = this.prepared.workflow
    const inputs = checkedInputs(form, turn.inputs ?? {})
    const runId = RunId.parse(this.#ids.next())
    const answer = new RunAnswer(definition.features.retrieverResource.enabled)
    this.#turns++
    let begun: readonly GenerationEvent[] = [this.begun(runId, turn)]
    for await (const events of this.run(turn, { inputs, runId })) {
      this.keep(events, answer)
      yield [...begun, ...withEnding(events, answer)]
      begun = []
    }
    const { answer: text } = answer.answer
    if (text !== '') this.#rounds.push({ query: turn.query, answer: text })
  }

  private run(
    { query, files, user, signal }: LocalTurnArgs,
    rest: Pick<Parameters<PreparedWorkflow['run']>[0] & object, 'inputs' | 'runId'>,
  ): AsyncIterable<readonly RunEvent[]> {
    return this.prepared.run({
      ...rest,
      query,
      conversationId: this.#id,
      dialogueCount: this.#turns,
      conversation: this.#variables,
      memory: { read: async (limit) => this.#rounds.slice(-limit) },
      ...(files && { files }),
      ...(user !== undefined && { user }),
      ...(signal && { signal }),
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
