import { z } from '@hono/zod-openapi'

export const annotationBodySchema = z
  .object({
    question: z.string().openapi({ description: 'What the answer is given to.' }),
    answer: z.string().openapi({ description: 'What is answered without asking a model.' }),
  })
  .openapi('AnnotationRequest')

export const annotationSchema = z
  .object({
    id: z.string(),
    question: z.string(),
    answer: z.string(),
    hit_count: z.int().openapi({ description: 'How often it was the answer.' }),
    created_at: z.int().openapi({ description: 'Unix seconds.' }),
  })
  .openapi('Annotation')

export const annotationPageSchema = z
  .object({
    data: z.array(annotationSchema),
    has_more: z.boolean(),
    limit: z.int(),
    total: z.int(),
    page: z.int(),
  })
  .openapi('AnnotationPage')

const whole = (byDefault: number) =>
  z
    .string()
    .optional()
    .transform((text) => (text === undefined || text === '' ? String(byDefault) : text))
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= 1, 'must be a whole number from 1')
    .transform(Number)
    .openapi({ type: 'integer', minimum: 1, default: byDefault })

export const annotationQuerySchema = z.object({
  page: whole(1),
  limit: whole(20),
  keyword: z.string().optional().openapi({
    description: 'Part of the question or the answer, in any case.',
  }),
})

export const annotationReplySchema = z
  .object({
    score_threshold: z.number().openapi({
      description: 'How like a question has to be, from 0 to 1; 0 stands for 1.',
    }),
    embedding_provider_name: z.string(),
    embedding_model_name: z.string(),
  })
  .openapi('AnnotationReplyRequest')

export const annotationJobSchema = z
  .object({
    job_id: z.string(),
    job_status: z.enum(['waiting', 'processing', 'completed', 'error']),
  })
  .openapi('AnnotationJob')

export const annotationJobStatusSchema = annotationJobSchema
  .extend({ error_msg: z.string().openapi({ description: 'Empty unless the job failed.' }) })
  .openapi('AnnotationJobStatus')

export type AnnotationBody = z.infer<typeof annotationSchema>
export type AnnotationPageBody = z.infer<typeof annotationPageSchema>
