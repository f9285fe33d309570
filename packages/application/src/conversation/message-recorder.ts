import type { Message } from '@weft/domain/conversation'
import type { Clock, JsonArray, TokenUsage } from '@weft/domain/kernel'
import type { UnitOfWork } from '../kernel/index.js'

export type Answer = {
  readonly answer: string
  readonly usage: TokenUsage
  readonly retrieverResources: JsonArray
  /** What the model was asked, for the record. Absent where a run answered. */
  readonly prompt?: JsonArray
}

/** Stores how a pending message ended. */
export interface AnswerRecorder {
  complete(answer: Answer): Promise<void>
  /** @param error why generation broke off, as people may read it. */
  fail(answer: Answer, error: string): Promise<void>
}

/** Keeps the answer with its message. */
export class MessageRecorder implements AnswerRecorder {
  constructor(
    private readonly ports: { readonly unitOfWork: UnitOfWork; readonly clock: Clock },
    private readonly message: Message,
  ) {}

  complete(answer: Answer): Promise<void> {
    return this.save(this.message.complete({ ...answer, at: this.ports.clock.now() }))
  }

  fail({ answer, usage, prompt }: Answer, error: string): Promise<void> {
    const at = this.ports.clock.now()
    return this.save(this.message.fail({ answer, usage, error, at, ...(prompt && { prompt }) }))
  }

  pause(answer: Answer): Promise<void> {
    return this.save(this.message.pause({ ...answer, at: this.ports.clock.now() }))
  }

  private save(ended: Message): Promise<void> {
    return this.ports.unitOfWork.run(ended.properties.tenantId, async ({ messages, outbox }) => {
      await messages.save(ended)
      await outbox.add(ended.recordedEvents)
    })
  }
}
