import type { AuxiliaryModels } from '@weft/application/model'
import type { LanguageModel, ModelRef, ParameterRule } from '@weft/domain/model'

/** A workspace whose default is the model, and that can call those of `chosen` by their names. */
export function auxiliaryModels(
  model: LanguageModel | undefined,
  options: {
    readonly parameterRules?: readonly ParameterRule[]
    readonly chosen?: Readonly<Record<string, LanguageModel>>
  } = {},
): AuxiliaryModels {
  const { parameterRules = [], chosen = {} } = options
  return {
    byDefault: async () => model && { model, parameterRules },
    chosen: async (_tenantId, { name }: ModelRef) => {
      const own = chosen[name]
      return own && { model: own, parameterRules: [] }
    },
  }
}
