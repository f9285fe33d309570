import type { Clock } from '@weft/domain/kernel'
import type { RunEvent, WorkflowRun } from '@weft/domain/workflow'
import type { GenerationBegun, GenerationEvent, UnitOfWork } from '../kernel/index.js'
import type { PublishedWorkflow, RunTurn, RunTurns, TurnSurroundings } from '../workflow/index.js'
import type { Round } from './begin-round.js'
import { loadConversationVariables } from './conversation-variables.js'
import { guardRun } from './moderation/guard-run.js'
import { ModerationMethods } from './moderation/moderation-methods.js'
import { RunAnswer, withEnding } from './run-answer.js'
import { StoredMemory } from './stored-memory.js'
import { TurnRecorder } from './turn-recorder.js'

type TurnPorts = {
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
  /** The ways to moderate. Default: keywords. */
  readonly moderation?: ModerationMethods
}

/** The stored messages that runs of advanced-chat apps answer. */
export class ConversationTurns implements RunTurns {
  constructor(private readonly ports: TurnPorts) {}

  async find(
    run: WorkflowRun,
    workflow: PublishedWorkflow,
    history: readonly RunEvent[],
  ): Promise<RunTurn | undefined> {
    if (run.mode !== 'advanced-chat') return undefined
    const round = await this.findRound(run)
    if (!round) return undefined
    const answer = new RunAnswer(workflow.definition.features.retrieverResource.enabled)
    for (const event of history) answer.take(event)
    return new ConversationTurn(this.ports, workflow, answer, round)
  }

  private findRound({ id, tenantId }: WorkflowRun): Promise<Round | undefined> {
    return this.ports.unitOfWork.run(tenantId, async ({ messages, conversations }) => {
      const message = await messages.findByRun(id)
      if (!message) return undefined
      const { conversationId, appId, endUserId } = message.properties
      const conversation = await conversations.find(conversationId, { appId, endUserId })
      return conversation && { message, conversation }
    })
  }
}

class ConversationTurn implements RunTurn {
  #recorder: TurnRecorder

  constructor(
    private readonly ports: TurnPorts,
    private readonly workflow: PublishedWorkflow,
    private readonly answer: RunAnswer,
    private readonly round: Round,
  ) {
    this.#recorder = this.recorderOf(round)
  }

  get message(): NonNullable<GenerationBegun['message']> {
    const { id, properties } = this.round.message
    return { id, conversationId: this.round.conversation.id, createdAt: properties.createdAt }
  }

  async surroundings(): Promise<TurnSurroundings> {
    const { tenantId, id: conversationId } = this.round.conversation.properties
    const owner = { tenantId, conversationId, at: this.ports.clock.now() }
    const { conversationVariables } = this.workflow.definition
    return {
      conversation: await this.ports.unitOfWork.run(tenantId, (repositories) =>
        loadConversationVariables(repositories, owner, conversationVariables),
      ),
      system: { conversation_id: conversationId },
      memory: new StoredMemory(this.ports.unitOfWork, tenantId, conversationId),
    }
  }

  guard(
    start: (signal: AbortSignal) => AsyncIterable<readonly RunEvent[]>,
    signal: AbortSignal,
  ): AsyncIterable<readonly RunEvent[]> {
    const { moderation = ModerationMethods.builtIn } = this.ports
    const { features } = this.workflow.definition
    const moderated = moderation.open(features, this.round.conversation.properties)
    return guardRun(start, { guard: moderated?.guardAnswer(this.answer.answer.answer), signal })
  }

  async goOn(): Promise<void> {
    const message = this.round.message.goOn(this.ports.clock.now())
    await this.ports.unitOfWork.run(message.properties.tenantId, ({ messages }) =>
      messages.save(message),
    )
    this.#recorder = this.recorderOf({ ...this.round, message: message.asSaved() })
  }

  record(events: readonly RunEvent[]): Promise<void> {
    return this.#recorder.observe(events)
  }

  follow(events: readonly RunEvent[]): readonly GenerationEvent[] {
    for (const event of events) this.answer.take(event)
    return withEnding(events, this.answer)
  }

  private recorderOf(round: Round): TurnRecorder {
    const declared = this.workflow.definition.conversationVariables
    return new TurnRecorder(this.ports, { round, answer: this.answer, declared })
  }
}
