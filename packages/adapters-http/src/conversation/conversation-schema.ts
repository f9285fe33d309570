import { z } from '@hono/zod-openapi'
import { jsonObjectSchema, laxBooleanSchema, userSchema } from '../shared/generation-schema.js'

export const renameSchema = z
  .object({
    name: z.string().nullish().openapi({
      type: 'string',
      description: 'The new name; required unless `auto_generate` is true, which leaves it aside.',
    }),
    auto_generate: laxBooleanSchema
      .nullish()
      .transform((value) => value ?? false)
      .openapi({
        type: 'boolean',
        default: false,
        description: 'Whether a model writes the name, after the first message.',
      }),
    user: userSchema.nullish(),
  })
  .openapi('RenameConversationRequest')

export const conversationSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    inputs: jsonObjectSchema.openapi({
      type: 'object',
      description: 'Inputs of the first message.',
    }),
    status: z.enum(['normal', 'completed']),
    introduction: z.string(),
    created_at: z.int().openapi({ description: 'Unix seconds.' }),
    updated_at: z.int().openapi({ description: 'Unix seconds.' }),
  })
  .openapi('Conversation')

export const suggestedQuestionsSchema = z
  .object({
    result: z.literal('success'),
    data: z.array(z.string()).openapi({ description: 'Empty when none could be had.' }),
  })
  .openapi('SuggestedQuestions')

export type ConversationBody = z.infer<typeof conversationSchema>
