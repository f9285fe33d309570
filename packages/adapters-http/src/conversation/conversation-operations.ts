import { z } from '@hono/zod-openapi'
import type { GetSuggestedQuestions, RenameConversation } from '@weft/application/conversation'
import { ConversationId, MessageId } from '@weft/domain/conversation'
import {
  endUserOperation,
  endUserQueryOperation,
  type Operation,
  type OperationServices,
} from '../shared/operation.js'
import { answers } from '../shared/response-schema.js'
import { presentConversation } from './conversation-presenter.js'
import {
  conversationSchema,
  renameSchema,
  suggestedQuestionsSchema,
} from './conversation-schema.js'

export type ConversationOperationServices = OperationServices & {
  readonly renameConversation: Pick<RenameConversation, 'execute'>
  readonly getSuggestedQuestions: Pick<GetSuggestedQuestions, 'execute'>
}

export function conversationOperations(
  services: ConversationOperationServices,
): readonly Operation[] {
  return [renameConversation(services), suggestQuestions(services)]
}

function renameConversation(services: ConversationOperationServices): Operation {
  return endUserOperation(services, {
    method: 'post',
    path: '/conversations/{conversation_id}/name',
    tag: 'Conversations',
    summary: 'Rename a conversation',
    details: 'A name that cannot be written leaves the old one as it is.',
    kind: 'chat',
    isUserOptional: true,
    body: renameSchema,
    responses: answers('The conversation with its name.', conversationSchema),
    async handle(c, { caller: { app, context }, endUser, body }) {
      const conversation = await services.renameConversation.execute(context, {
        app,
        endUser,
        conversationId: ConversationId.parse(idAt(c.req.param('conversation_id'))),
        name: body.auto_generate ? undefined : (body.name ?? ''),
      })
      return c.json(presentConversation(conversation))
    },
  })
}

function suggestQuestions(services: ConversationOperationServices): Operation {
  return endUserQueryOperation(services, {
    method: 'get',
    path: '/messages/{message_id}/suggested',
    tag: 'Conversations',
    summary: 'Suggest next questions',
    query: z.object({}),
    responses: answers('What the end user might ask next.', suggestedQuestionsSchema),
    async handle(c, { caller: { app, context }, endUser }) {
      c.set('unexpectedCode', 'internal_server_error')
      const data = await services.getSuggestedQuestions.execute(context, {
        app,
        endUser,
        messageId: MessageId.parse(idAt(c.req.param('message_id'))),
      })
      return c.json({ result: 'success', data })
    },
  })
}

/** Ids are spelled in lower case here, and in any case on the wire. */
function idAt(parameter: string | undefined): string {
  return (parameter ?? '').toLowerCase()
}
