import { z } from '@hono/zod-openapi'
import { jsonObjectSchema, userSchema } from '../shared/generation-schema.js'

export const formSchema = z
  .object({
    form_content: z.string().openapi({
      description: 'Markdown; `{{#$output.name#}}` stands where a field is to be shown.',
    }),
    inputs: z.array(jsonObjectSchema),
    resolved_default_values: z.record(z.string(), z.string()),
    user_actions: z.array(jsonObjectSchema),
    expiration_time: z.int().openapi({ description: 'Unix seconds.' }),
  })
  .openapi('HumanInputForm')

export const submitFormSchema = z
  .object({
    inputs: jsonObjectSchema
      .nullish()
      .transform((inputs) => inputs ?? {})
      .openapi({
        type: 'object',
        additionalProperties: true,
        description: 'A value for every field of the form, by its `output_variable_name`.',
      }),
    action: z.string().openapi({ description: 'Id of one of the actions of the form.' }),
    user: userSchema,
  })
  .openapi('SubmitFormRequest')

export const submittedSchema = z.object({}).openapi('SubmitFormAnswer')
