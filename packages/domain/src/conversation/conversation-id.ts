import { idType, type Brand } from '../kernel/index.js'

export type ConversationId = Brand<string, 'ConversationId'>
export const ConversationId = idType<ConversationId>('ConversationId')
