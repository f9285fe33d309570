import { EndUserId } from '@weft/domain/account'
import { APP_MODES, AppConfigurationId } from '@weft/domain/app'
import {
  Conversation,
  ConversationId,
  Message,
  MessageId,
  type ConversationVariable,
} from '@weft/domain/conversation'
import { AppId, TenantId } from '@weft/domain/kernel'
import { RunId, SEGMENT_TYPES } from '@weft/domain/workflow'
import type { Insertable, Selectable } from 'kysely'
import { StoredFields, storedList, storedObject, storedWord } from '../kernel/stored-fields.js'
import { toStoredJson } from '../kernel/stored-json.js'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import { fromStoredUsage, toStoredUsage } from '../kernel/stored-usage.js'
import type {
  ConversationTable,
  ConversationVariableTable,
  MessageTable,
} from './conversation-table.js'

/** The row of the conversation as it is after saving. */
export const toConversationRow = ({
  properties: conversation,
}: Conversation): Insertable<ConversationTable> => ({
  tenant_id: conversation.tenantId,
  id: conversation.id,
  app_id: conversation.appId,
  end_user_id: conversation.endUserId,
  mode: conversation.mode,
  configuration_id: conversation.configurationId ?? null,
  name: toStoredText(conversation.name),
  inputs: toStoredJson(conversation.inputs),
  introduction: toStoredText(conversation.introduction),
  status: conversation.status,
  invoke_from: conversation.invokeFrom,
  created_at: conversation.createdAt,
  updated_at: conversation.updatedAt,
  deleted_at: conversation.deletedAt ?? null,
  version: conversation.version + 1,
})

export const toConversation = (row: Selectable<ConversationTable>): Conversation =>
  Conversation.restore({
    id: ConversationId.parse(row.id),
    tenantId: TenantId.parse(row.tenant_id),
    appId: AppId.parse(row.app_id),
    endUserId: EndUserId.parse(row.end_user_id),
    mode: storedWord(row.mode, APP_MODES, 'conversations.mode'),
    configurationId:
      row.configuration_id === null ? undefined : AppConfigurationId.parse(row.configuration_id),
    name: fromStoredText(row.name),
    inputs: storedObject(row.inputs, 'conversations.inputs'),
    introduction: fromStoredText(row.introduction),
    status: storedWord(row.status, ['normal', 'completed'], 'conversations.status'),
    invokeFrom: storedWord(
      row.invoke_from,
      ['service-api', 'web-app'],
      'conversations.invoke_from',
    ),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at ?? undefined,
    version: row.version,
  })

/** The row of the message as it is after saving. */
export const toMessageRow = ({ properties: message }: Message): Insertable<MessageTable> => ({
  tenant_id: message.tenantId,
  id: message.id,
  app_id: message.appId,
  conversation_id: message.conversationId,
  end_user_id: message.endUserId,
  inputs: toStoredJson(message.inputs),
  query: toStoredText(message.query),
  files: toStoredJson(message.files),
  answer: toStoredText(message.answer),
  status: message.status,
  error: message.error === undefined ? null : toStoredText(message.error),
  usage: toStoredJson(toStoredUsage(message.usage)),
  retriever_resources: toStoredJson(message.retrieverResources),
  prompt: toStoredJson(message.prompt),
  response_seconds: message.responseSeconds,
  run_id: message.runId ?? null,
  created_at: message.createdAt,
  updated_at: message.updatedAt,
  version: message.version + 1,
})

export const toMessage = (row: Selectable<MessageTable>): Message =>
  Message.restore({
    id: MessageId.parse(row.id),
    tenantId: TenantId.parse(row.tenant_id),
    appId: AppId.parse(row.app_id),
    conversationId: ConversationId.parse(row.conversation_id),
    endUserId: EndUserId.parse(row.end_user_id),
    inputs: storedObject(row.inputs, 'messages.inputs'),
    query: fromStoredText(row.query),
    files: storedList(row.files, 'messages.files'),
    answer: fromStoredText(row.answer),
    status: storedWord(row.status, ['pending', 'paused', 'normal', 'error'], 'messages.status'),
    error: row.error === null ? undefined : fromStoredText(row.error),
    usage: fromStoredUsage(StoredFields.of(row.usage, 'messages.usage')),
    retrieverResources: storedList(row.retriever_resources, 'messages.retriever_resources'),
    prompt: storedList(row.prompt, 'messages.prompt'),
    responseSeconds: row.response_seconds,
    runId: row.run_id === null ? undefined : RunId.parse(row.run_id),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  })

export const toVariableRow = (
  variable: ConversationVariable,
): Insertable<ConversationVariableTable> => ({
  tenant_id: variable.tenantId,
  conversation_id: variable.conversationId,
  id: variable.id,
  name: toStoredText(variable.name),
  type: variable.type,
  value: toStoredJson(variable.value),
  description: toStoredText(variable.description),
  created_at: variable.createdAt,
  updated_at: variable.updatedAt,
})

export const toVariable = (row: Selectable<ConversationVariableTable>): ConversationVariable => ({
  tenantId: TenantId.parse(row.tenant_id),
  conversationId: ConversationId.parse(row.conversation_id),
  id: row.id,
  name: fromStoredText(row.name),
  type: storedWord(row.type, SEGMENT_TYPES, 'conversation_variables.type'),
  value: row.value,
  description: fromStoredText(row.description),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
