import {
  AggregateRoot,
  idType,
  TokenUsage,
  type Brand,
  type JsonArray,
  type JsonObject,
  type TenantId,
} from '../kernel/index.js'
import type { EndUserId } from '../account/index.js'
import type { AppId } from '../kernel/index.js'
import type { RunId } from '../workflow/index.js'
import type { ConversationId } from './conversation-id.js'

export type MessageId = Brand<string, 'MessageId'>
export const MessageId = idType<MessageId>('MessageId')

export type MessageProperties = {
  readonly id: MessageId
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly conversationId: ConversationId
  readonly endUserId: EndUserId
  /** Inputs of this round. */
  readonly inputs: JsonObject
  readonly query: string
  /** File values the user attached. */
  readonly files: JsonArray
  readonly answer: string
  /** `pending` while it is being generated, `paused` while that waits for people. */
  readonly status: 'pending' | 'paused' | 'normal' | 'error'
  readonly error: string | undefined
  readonly usage: TokenUsage
  /** What the model was asked, for the record: messages with role, text and files. Empty where a run answered. */
  readonly prompt: JsonArray
  /** How long the answer took as a whole, in seconds. */
  readonly responseSeconds: number
  /** Citations as the wire shows them. */
  readonly retrieverResources: JsonArray
  /** The run that answered, for an advanced-chat app. */
  readonly runId: RunId | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly version: number
}

/** One round of a conversation: a query and its answer. */
export class Message extends AggregateRoot<MessageId> {
  private constructor(readonly properties: MessageProperties) {
    super(properties.id, properties.version)
  }

  static begin(
    args: Pick<
      MessageProperties,
      | 'id'
      | 'tenantId'
      | 'appId'
      | 'conversationId'
      | 'endUserId'
      | 'inputs'
      | 'query'
      | 'files'
      | 'runId'
    > & { readonly at: Date },
  ): Message {
    const { at, ...rest } = args
    return new Message({
      ...rest,
      answer: '',
      status: 'pending',
      error: undefined,
      usage: TokenUsage.none,
      prompt: [],
      responseSeconds: 0,
      retrieverResources: [],
      createdAt: at,
      updatedAt: at,
      version: 0,
    })
  }

  static restore(properties: MessageProperties): Message {
    return new Message(properties)
  }

  /** The message once this state of it has been saved: one version further, its events handed over. */
  asSaved(): Message {
    return new Message({ ...this.properties, version: this.version + 1 })
  }

  /** The answer is complete, or as complete as it will get because the caller stopped it. */
  complete(
    result: Pick<MessageProperties, 'answer' | 'usage' | 'retrieverResources'> &
      Partial<Pick<MessageProperties, 'prompt'>> & { readonly at: Date },
  ): Message {
    const { at, ...rest } = result
    const message = this.ended({ ...rest, status: 'normal' }, at)
    message.recordEnd('MessageCompleted', at, rest.usage)
    return message
  }

  /** Generation waits for people; what was streamed so far is kept. */
  pause(
    result: Pick<MessageProperties, 'answer' | 'usage' | 'retrieverResources'> & {
      readonly at: Date
    },
  ): Message {
    const { at, ...rest } = result
    return this.changed({ ...rest, status: 'paused', updatedAt: at })
  }

  /** Generation goes on after a pause. */
  goOn(at: Date): Message {
    return this.changed({ status: 'pending', updatedAt: at })
  }

  /** Generation broke off; what was streamed so far stays. */
  fail(
    result: Pick<MessageProperties, 'answer' | 'usage'> &
      Partial<Pick<MessageProperties, 'prompt'>> & { readonly error: string; readonly at: Date },
  ): Message {
    const { at, ...rest } = result
    const message = this.ended({ ...rest, status: 'error' }, at)
    message.recordEnd('MessageFailed', at, rest.usage)
    return message
  }

  /** What was to answer it never began: there is no run to look up. */
  withoutRun(): Message {
    return this.changed({ runId: undefined })
  }

  private ended(change: Partial<MessageProperties>, at: Date): Message {
    const tookMs = at.getTime() - this.properties.createdAt.getTime()
    return this.changed({ ...change, responseSeconds: Math.max(0, tookMs) / 1000, updatedAt: at })
  }

  private recordEnd(type: string, at: Date, usage: TokenUsage): void {
    this.record({
      type,
      schemaVersion: 1,
      aggregateId: this.id,
      at,
      data: { totalTokens: usage.totalTokens, totalPrice: usage.totalPrice.toString() },
    })
  }

  private changed(change: Partial<MessageProperties>): Message {
    return new Message({ ...this.properties, ...change }).carryEventsFrom(this)
  }
}
