import { z } from '@hono/zod-openapi'
import { APP_MODES } from '@weft/domain/app'
import { jsonObjectSchema } from '../shared/generation-schema.js'

export const appInfoSchema = z
  .object({
    name: z.string(),
    description: z.string(),
    tags: z.array(z.string()),
    mode: z.enum(APP_MODES),
    author_name: z.string().nullable(),
  })
  .openapi('AppInfo')

const switchSchema = jsonObjectSchema.openapi({
  type: 'object',
  properties: { enabled: { type: 'boolean' } },
})

export const appParametersSchema = z
  .object({
    opening_statement: z.string().nullable(),
    suggested_questions: z.array(z.string()),
    suggested_questions_after_answer: switchSchema,
    speech_to_text: switchSchema,
    text_to_speech: switchSchema,
    retriever_resource: switchSchema,
    annotation_reply: switchSchema,
    more_like_this: switchSchema,
    user_input_form: z.array(jsonObjectSchema).openapi({
      description: 'One object with one key per field: its type, and what it asks for.',
    }),
    sensitive_word_avoidance: switchSchema,
    file_upload: jsonObjectSchema,
    system_parameters: z
      .object({
        image_file_size_limit: z.number(),
        video_file_size_limit: z.number(),
        audio_file_size_limit: z.number(),
        file_size_limit: z.number(),
        workflow_file_upload_limit: z.number(),
      })
      .openapi({ description: 'Limits of file uploads: MiB per file, and files per run.' }),
  })
  .openapi('AppParameters')

export const appMetaSchema = z
  .object({
    tool_icons: jsonObjectSchema.openapi({
      type: 'object',
      description: "By tool name: an icon's address, or its background and emoji.",
    }),
  })
  .openapi('AppMeta')

export type AppInfoBody = z.infer<typeof appInfoSchema>
export type AppMetaBody = z.infer<typeof appMetaSchema>
