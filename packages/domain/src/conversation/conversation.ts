import {
  AggregateRoot,
  ValidationError,
  type AppId,
  type JsonObject,
  type TenantId,
} from '../kernel/index.js'
import { ConversationCompleted } from './conversation-error.js'
import type { ConversationId } from './conversation-id.js'
import type { EndUserId } from '../account/index.js'
import type { AppConfigurationId, AppMode } from '../app/index.js'

/** What a conversation is called until somebody or a model names it. */
export const NEW_CONVERSATION_NAME = 'New conversation'
const MOST_NAME_CHARACTERS = 255

export type ConversationProperties = {
  readonly id: ConversationId
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly endUserId: EndUserId
  readonly mode: AppMode
  /** The configuration it began with and goes on with; absent for an advanced-chat app. */
  readonly configurationId: AppConfigurationId | undefined
  readonly name: string
  /** Inputs of the first message, frozen. */
  readonly inputs: JsonObject
  /** The opening statement with the inputs filled in; empty when there is none. */
  readonly introduction: string
  readonly status: 'normal' | 'completed'
  readonly invokeFrom: 'service-api' | 'web-app'
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly deletedAt: Date | undefined
  readonly version: number
}

/** A user's session with an app. */
export class Conversation extends AggregateRoot<ConversationId> {
  private constructor(readonly properties: ConversationProperties) {
    super(properties.id, properties.version)
  }

  static begin(
    args: Omit<
      ConversationProperties,
      'name' | 'status' | 'createdAt' | 'updatedAt' | 'deletedAt' | 'version'
    > & { readonly at: Date },
  ): Conversation {
    const { at, ...rest } = args
    const conversation = new Conversation({
      ...rest,
      name: NEW_CONVERSATION_NAME,
      status: 'normal',
      createdAt: at,
      updatedAt: at,
      deletedAt: undefined,
      version: 0,
    })
    conversation.record({
      type: 'ConversationBegun',
      schemaVersion: 1,
      aggregateId: rest.id,
      at,
      data: { appId: rest.appId, endUserId: rest.endUserId },
    })
    return conversation
  }

  static restore(properties: ConversationProperties): Conversation {
    return new Conversation(properties)
  }

  /** @throws ConversationCompleted when the conversation has ended. */
  requireOpen(): void {
    if (this.properties.status !== 'normal') throw new ConversationCompleted(this.id)
  }

  /** Another message came: the conversation moves to the top of its user's list. */
  touch(at: Date): Conversation {
    return new Conversation({ ...this.properties, updatedAt: at }).carryEventsFrom(this)
  }

  /** Whether nobody and no model has named it yet. */
  get isUnnamed(): boolean {
    return this.properties.name === NEW_CONVERSATION_NAME
  }

  /**
   * Somebody chose a name: the conversation moves to the top of its user's list.
   *
   * @throws ValidationError when it has more than 255 characters.
   */
  rename(name: string, at: Date): Conversation {
    if (name.length > MOST_NAME_CHARACTERS)
      throw new ValidationError(
        `name has at most ${MOST_NAME_CHARACTERS} characters, got ${name.length}`,
      )
    return new Conversation({ ...this.properties, name, updatedAt: at }).carryEventsFrom(this)
  }

  /** A name that nobody chose: the conversation keeps its place in its user's list. */
  entitle(name: string): Conversation {
    return new Conversation({ ...this.properties, name }).carryEventsFrom(this)
  }
}
