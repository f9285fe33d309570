import type { JsonObject, TokenUsage } from '@weft/domain/kernel'
import type { AgentLog } from '@weft/domain/workflow'
import type { AgentEvent } from './agent-task.js'

/** One step of an agent: told when it begins, and again when it ends. */
export class StepLog {
  private readonly startedAt: Date

  constructor(
    private readonly step: {
      readonly id: string
      readonly parentId: string | undefined
      readonly label: string
      readonly provider?: string
    },
    private readonly now: () => Date,
  ) {
    this.startedAt = now()
  }

  get id(): string {
    return this.step.id
  }

  start(data: JsonObject = {}): AgentEvent {
    return this.told('start', data, {}, undefined)
  }

  succeed(data: JsonObject, usage?: TokenUsage): AgentEvent {
    return this.told('success', data, this.ending(usage), undefined)
  }

  fail(error: string, data: JsonObject = {}): AgentEvent {
    return this.told('error', data, this.ending(undefined), error)
  }

  private ending(usage: TokenUsage | undefined): JsonObject {
    const finishedAt = this.now()
    return {
      finished_at: finishedAt.getTime() / 1000,
      elapsed_time: (finishedAt.getTime() - this.startedAt.getTime()) / 1000,
      ...(usage && {
        total_tokens: usage.totalTokens,
        total_price: usage.totalPrice.toPriceText(),
        currency: usage.currency,
      }),
    }
  }

  private told(
    status: AgentLog['status'],
    data: JsonObject,
    more: JsonObject,
    error: string | undefined,
  ): AgentEvent {
    const { id, parentId, label, provider } = this.step
    const metadata = {
      started_at: this.startedAt.getTime() / 1000,
      ...(provider !== undefined && { provider }),
      ...more,
    }
    return { type: 'step', log: { id, parentId, label, status, error, data, metadata } }
  }
}
