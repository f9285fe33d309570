import type { GenerateResponse, StopGeneration } from '@weft/application/conversation'
import {
  generationResponse,
  type GenerationResponseOptions,
} from '../shared/generation-response.js'
import { endUserOperation, type Operation, type OperationServices } from '../shared/operation.js'
import { RequestRefused } from '../shared/request-refused.js'
import { answersOrStreams } from '../shared/response-schema.js'
import { stopOperation } from '../shared/stop-operation.js'
import { chatSchema, completionSchema, messageAnswerSchema } from './chat-schema.js'

export type ChatOperationServices = OperationServices &
  GenerationResponseOptions & {
    readonly generateResponse: Pick<GenerateResponse, 'execute'>
    readonly stopGeneration: Pick<StopGeneration, 'execute'>
  }

const STREAM =
  '`message` (agents: `agent_message`) with pieces of the answer, for advanced-chat apps the events of the run between them, then `message_end`; `message_replace` where moderation puts another text in place of all pieces so far; `error` when it breaks off.'

export function chatOperations(services: ChatOperationServices): readonly Operation[] {
  return [
    sendChatMessage(services),
    stopOperation(services, {
      path: '/chat-messages/{task_id}/stop',
      tag: 'Conversations',
      summary: 'Stop an answer',
      kind: 'chat',
    }),
    sendCompletionMessage(services),
    stopOperation(services, {
      path: '/completion-messages/{task_id}/stop',
      tag: 'Completion',
      summary: 'Stop a completion',
      kind: 'completion',
    }),
  ]
}

function sendChatMessage(services: ChatOperationServices): Operation {
  return endUserOperation(services, {
    method: 'post',
    path: '/chat-messages',
    tag: 'Conversations',
    summary: 'Send a chat message',
    kind: 'chat',
    body: chatSchema,
    responses: answersOrStreams('The whole answer.', messageAnswerSchema, STREAM),
    handle(c, { caller: { app, context }, endUser, body }) {
      if (app.mode === 'agent-chat' && body.response_mode === 'blocking')
        throw RequestRefused.invalidParam(
          'Agent Chat App does not support blocking mode',
          'response_mode',
        )
      const batches = services.generateResponse.execute(context, {
        app,
        endUser,
        query: body.query,
        inputs: body.inputs,
        files: body.files,
        conversationId: body.conversation_id,
        workflowId: body.workflow_id,
        autoGenerateName: body.auto_generate_name,
        isStreamed: body.response_mode === 'streaming',
      })
      return generationResponse(c, batches, body.response_mode, services)
    },
  })
}

function sendCompletionMessage(services: ChatOperationServices): Operation {
  return endUserOperation(services, {
    method: 'post',
    path: '/completion-messages',
    tag: 'Completion',
    summary: 'Complete a text',
    kind: 'completion',
    body: completionSchema,
    responses: answersOrStreams('The whole completion.', messageAnswerSchema, STREAM),
    handle(c, { caller: { app, context }, endUser, body }) {
      const inInputs = body.inputs['query']
      const batches = services.generateResponse.execute(context, {
        app,
        endUser,
        query: body.query ?? (typeof inInputs === 'string' ? inInputs : ''),
        inputs: body.inputs,
        files: body.files,
        autoGenerateName: false,
        isStreamed: body.response_mode === 'streaming',
        kind: 'completion',
      })
      return generationResponse(c, batches, body.response_mode, services)
    },
  })
}
