import { z } from '@hono/zod-openapi'
import { isUuid } from '@weft/domain/kernel'
import {
  blankAsAbsent,
  filesSchema,
  inputsSchema,
  jsonObjectSchema,
  laxBooleanSchema,
  responseModeSchema,
  traceIdSchema,
  userSchema,
} from '../shared/generation-schema.js'

const conversationIdSchema = z
  .string()
  .nullish()
  .transform((raw) => blankAsAbsent(raw)?.toLowerCase())
  .refine((id) => id === undefined || isUuid(id), 'conversation_id must be a valid UUID')
  .openapi({
    type: 'string',
    format: 'uuid',
    description: 'The conversation to go on with; absent or blank begins a new one.',
  })

export const chatSchema = z
  .object({
    query: z
      .string()
      .min(1, 'query is required')
      .openapi({ description: 'What the end user says.' }),
    inputs: inputsSchema,
    user: userSchema,
    response_mode: responseModeSchema,
    conversation_id: conversationIdSchema,
    files: filesSchema,
    auto_generate_name: laxBooleanSchema
      .nullish()
      .transform((value) => value ?? true)
      .openapi({
        type: 'boolean',
        default: true,
        description: 'Whether a new conversation gets a name of its own.',
      }),
    workflow_id: z.string().nullish().transform(blankAsAbsent).openapi({
      type: 'string',
      description: 'Advanced-chat apps: the published version to run.',
    }),
    trace_id: traceIdSchema,
  })
  .openapi('ChatRequest')

export const completionSchema = z
  .object({
    query: z.string().nullish().openapi({ description: 'May also be `inputs.query`.' }),
    inputs: inputsSchema,
    user: userSchema,
    response_mode: responseModeSchema,
    files: filesSchema,
    trace_id: traceIdSchema,
  })
  .openapi('CompletionRequest')

export const messageAnswerSchema = z
  .object({
    event: z.literal('message'),
    task_id: z.string(),
    id: z.string(),
    message_id: z.string(),
    conversation_id: z.string().optional().openapi({ description: 'Absent for completion apps.' }),
    mode: z.enum(['completion', 'chat', 'agent-chat', 'advanced-chat']),
    answer: z.string(),
    metadata: z.object({
      annotation_reply: jsonObjectSchema.nullable().openapi({ type: ['object', 'null'] }),
      retriever_resources: z.array(jsonObjectSchema),
      usage: jsonObjectSchema.openapi({
        type: 'object',
        description: 'Tokens as whole numbers, prices as decimal texts, times in seconds.',
      }),
    }),
    created_at: z.int().openapi({ description: 'Unix seconds.' }),
  })
  .openapi('MessageAnswer')
