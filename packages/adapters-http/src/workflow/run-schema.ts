import { z } from '@hono/zod-openapi'
import {
  filesSchema,
  inputsSchema,
  jsonObjectSchema,
  responseModeSchema,
  traceIdSchema,
  userSchema,
} from '../shared/generation-schema.js'

export const runWorkflowSchema = z
  .object({
    inputs: inputsSchema,
    user: userSchema,
    response_mode: responseModeSchema,
    files: filesSchema,
    trace_id: traceIdSchema,
  })
  .openapi('RunWorkflowRequest')

export const runAnswerSchema = z
  .object({
    task_id: z.string(),
    workflow_run_id: z.string(),
    data: z.object({
      id: z.string(),
      workflow_id: z.string(),
      status: z.enum(['succeeded', 'failed', 'stopped', 'partial-succeeded', 'paused']),
      outputs: jsonObjectSchema,
      error: z.string().nullable(),
      elapsed_time: z.number().openapi({ description: 'Seconds.' }),
      total_tokens: z.int(),
      total_steps: z.int(),
      created_at: z.int().openapi({ description: 'Unix seconds.' }),
      finished_at: z
        .int()
        .nullable()
        .openapi({ description: 'Unix seconds; null while the run is paused.' }),
      paused_nodes: z
        .array(z.string())
        .optional()
        .openapi({ description: 'Of a paused run: the nodes that wait.' }),
      reasons: z
        .array(jsonObjectSchema)
        .optional()
        .openapi({
          type: 'array',
          items: { type: 'object' },
          description: 'Of a paused run: what it waits for.',
        }),
    }),
  })
  .openapi('WorkflowRunAnswer')

export const runDetailSchema = z
  .object({
    id: z.string(),
    workflow_id: z.string(),
    status: z.enum(['running', 'succeeded', 'failed', 'stopped', 'partial-succeeded', 'paused']),
    inputs: z
      .string()
      .openapi({ description: 'JSON text of the inputs, with the `sys.` entries.' }),
    outputs: jsonObjectSchema,
    error: z.string().nullable(),
    total_steps: z.int(),
    total_tokens: z.int(),
    created_at: z.int().openapi({ description: 'Unix seconds.' }),
    finished_at: z.int().nullable().openapi({ description: 'Unix seconds.' }),
    elapsed_time: z.number().nullable().openapi({ description: 'Seconds.' }),
  })
  .openapi('WorkflowRun')

export type RunDetail = z.infer<typeof runDetailSchema>
