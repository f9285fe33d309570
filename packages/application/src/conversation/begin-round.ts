import type { AppConfigurationId } from '@weft/domain/app'
import {
  Conversation,
  ConversationId,
  ConversationNotFound,
  Message,
  MessageId,
  nameFromQuery,
} from '@weft/domain/conversation'
import type { IdGenerator, JsonArray, JsonObject } from '@weft/domain/kernel'
import type { RunId } from '@weft/domain/workflow'
import type { Repositories } from '../kernel/index.js'
import type { Generation } from './generation-args.js'

export type BeginRoundArgs = {
  readonly generation: Generation
  /** As they were checked against the form. */
  readonly inputs: JsonObject
  readonly files: JsonArray
  /** What a new conversation is to go on with; absent for an advanced-chat app. */
  readonly configurationId: AppConfigurationId | undefined
  readonly introduction: string
  readonly runId: RunId | undefined
  readonly at: Date
}

/** A round of a conversation that has begun: stored, and waiting for its answer. */
export type Round = {
  readonly conversation: Conversation
  readonly message: Message
}

/** Stores the round within the given transaction: the conversation, new or touched, and the pending message. */
export async function beginRound(
  repositories: Repositories,
  ids: IdGenerator,
  args: BeginRoundArgs,
): Promise<Round> {
  const conversation = args.generation.conversation
    ? await goOn(repositories, args.generation, args.at)
    : newConversation(ids, args)
  await repositories.conversations.save(conversation)
  const message = newMessage(ids, args, conversation.id)
  await repositories.messages.save(message)
  await repositories.outbox.add([...conversation.recordedEvents, ...message.recordedEvents])
  return { conversation, message: message.asSaved() }
}

/** Loads the conversation again: another message may have come in since it was looked up. */
async function goOn(
  { conversations }: Repositories,
  { app, endUser, conversation }: Generation,
  at: Date,
): Promise<Conversation> {
  const owner = { appId: app.id, endUserId: endUser.id }
  const current = conversation && (await conversations.find(conversation.id, owner))
  if (!current) throw new ConversationNotFound()
  current.requireOpen()
  return current.touch(at)
}

function newConversation(ids: IdGenerator, args: BeginRoundArgs): Conversation {
  const { app, endUser, query, autoGenerateName } = args.generation
  const conversation = Conversation.begin({
    id: ConversationId.parse(ids.next()),
    tenantId: app.tenantId,
    appId: app.id,
    endUserId: endUser.id,
    mode: app.mode,
    configurationId: args.configurationId,
    inputs: args.inputs,
    introduction: args.introduction,
    invokeFrom: endUser.type,
    at: args.at,
  })
  const name = nameFromQuery(query)
  return autoGenerateName && name !== '' ? conversation.rename(name, args.at) : conversation
}

function newMessage(
  ids: IdGenerator,
  args: BeginRoundArgs,
  conversationId: ConversationId,
): Message {
  const { app, endUser, query } = args.generation
  return Message.begin({
    id: MessageId.parse(ids.next()),
    tenantId: app.tenantId,
    appId: app.id,
    conversationId,
    endUserId: endUser.id,
    inputs: args.inputs,
    query,
    files: args.files,
    runId: args.runId,
    at: args.at,
  })
}
