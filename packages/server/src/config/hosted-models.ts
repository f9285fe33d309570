import { MODEL_TYPES, QUOTA_TYPES, QUOTA_UNITS } from '@weft/domain/model'
import { z } from 'zod'

const name = z.string().trim().min(1)

/** A model by its name alone is a language model. */
const hostedModel = z.preprocess(
  (given) => (typeof given === 'string' ? { model: given } : given),
  z.strictObject({
    model: name,
    type: z.enum(MODEL_TYPES).default('llm'),
    /** The well-known model it is, where it is deployed under a name of its own. */
    baseModelName: name.optional(),
  }),
)

const quota = z.strictObject({
  type: z.enum(QUOTA_TYPES),
  unit: z.enum(QUOTA_UNITS).default('tokens'),
  /** For every workspace; -1 for no limit. Absent where each workspace is granted one by `weft models quota`. */
  limit: z.number().int().min(-1).optional(),
  /** Credits of one call, by name of the model; 1 for others. */
  credits: z.record(name, z.number().int().min(0)).default({}),
  /** The only models it may be used for; absent for all of them. */
  restrictModels: z.array(hostedModel).default([]),
})

/** What workspaces may use of the operator's providers, by id of the provider. Others may be used without end. */
export const hostedModels = z
  .record(
    name,
    z.strictObject({
      quotas: z
        .array(quota)
        .min(1)
        .refine((quotas) => new Set(quotas.map(({ type }) => type)).size === quotas.length, {
          error: 'must have each type once at most',
        }),
    }),
  )
  .default({})
