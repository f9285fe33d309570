import { z } from '@hono/zod-openapi'
import { isJsonObject, type JsonObject } from '@weft/domain/kernel'

/** Any JSON object, handed on as it is. */
export const jsonObjectSchema = z
  .custom<JsonObject>(isJsonObject, 'must be an object')
  .openapi({ type: 'object', additionalProperties: true })

/** Values of the app's input form. */
export const inputsSchema = jsonObjectSchema.openapi({
  type: 'object',
  additionalProperties: true,
  description: "Values of the app's input form by variable name; may be `{}`.",
})

/** Has been resolved by the time the body is validated; numbers and booleans count as their text. */
export const userSchema = z.union([z.string(), z.number(), z.boolean()]).openapi({
  type: 'string',
  description: 'Your name for the end user, unique within the app.',
})

export const responseModeSchema = z
  .enum(['blocking', 'streaming'])
  .nullish()
  .transform((mode) => mode ?? 'blocking')
  .openapi({
    type: 'string',
    enum: ['blocking', 'streaming'],
    description: '`blocking` (default) answers once, `streaming` with Server-Sent Events.',
  })

export const filesSchema = z
  .array(jsonObjectSchema)
  .nullish()
  .transform((files) => files ?? [])
  .openapi({
    type: 'array',
    items: { type: 'object' },
    description:
      'Files: `{type, transfer_method, url}` for `remote_url`, `{type, transfer_method, upload_file_id}` for `local_file`.',
  })

export const traceIdSchema = z.unknown().optional().openapi({
  type: 'string',
  description: 'Your id for what this call is part of, for the logs. An ill-formed one is ignored.',
})

/** Spellings of yes and no that callers in the field send. */
export const laxBooleanSchema = z
  .union([z.boolean(), z.string(), z.number()])
  .transform((value, context) => {
    const text = String(value).toLowerCase()
    if (['true', '1', 'yes', 'on', 't', 'y'].includes(text)) return true
    if (['false', '0', 'no', 'off', 'f', 'n'].includes(text)) return false
    context.addIssue({ code: 'custom', message: 'must be a boolean' })
    return z.NEVER
  })

/** Strings that mean nothing when they are blank. */
export const blankAsAbsent = (text: string | null | undefined): string | undefined =>
  text === null || text === undefined || text.trim() === '' ? undefined : text.trim()
