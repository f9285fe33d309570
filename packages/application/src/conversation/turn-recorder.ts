import type { Clock } from '@weft/domain/kernel'
import {
  errorAfter,
  isRunEnded,
  statusAfter,
  type DeclaredVariable,
  type RunEnded,
  type RunEvent,
} from '@weft/domain/workflow'
import type { UnitOfWork } from '../kernel/index.js'
import type { Round } from './begin-round.js'
import { toStored } from './conversation-variables.js'
import { MessageRecorder } from './message-recorder.js'
import { conversationUpdates, type RunAnswer } from './run-answer.js'

export type TurnRecorderOptions = {
  readonly round: Round
  readonly answer: RunAnswer
  /** The conversation variables of the workflow that runs. */
  readonly declared: readonly DeclaredVariable[]
}

/** Keeps what a run says about its conversation: variables at once, the message when the run ends or pauses. */
export class TurnRecorder {
  readonly #message: MessageRecorder

  constructor(
    private readonly ports: { readonly unitOfWork: UnitOfWork; readonly clock: Clock },
    private readonly options: TurnRecorderOptions,
  ) {
    this.#message = new MessageRecorder(ports, options.round.message)
  }

  /** Resolves when what the events say is stored. */
  async observe(events: readonly RunEvent[]): Promise<void> {
    for (const event of events) this.options.answer.take(event)
    await this.saveVariables(events)
    const end = events.at(-1)
    if (end && isRunEnded(end)) await this.endMessage(end)
    if (end?.type === 'RunPaused') await this.#message.pause(this.options.answer.answer)
  }

  private async saveVariables(events: readonly RunEvent[]): Promise<void> {
    const updates = conversationUpdates(events)
    const updated = this.options.declared.flatMap((variable) => {
      const segment = updates.get(variable.name)
      return segment ? [{ ...variable, segment }] : []
    })
    if (updated.length === 0) return
    const { tenantId, id: conversationId } = this.options.round.conversation.properties
    const owner = { tenantId, conversationId, at: this.ports.clock.now() }
    await this.ports.unitOfWork.run(tenantId, ({ conversationVariables }) =>
      conversationVariables.save(updated.map((variable) => toStored(owner, variable))),
    )
  }

  private endMessage(end: RunEnded): Promise<void> {
    const { answer } = this.options.answer
    return statusAfter(end) === 'failed'
      ? this.#message.fail(answer, errorAfter(end) ?? '')
      : this.#message.complete(answer)
  }
}
