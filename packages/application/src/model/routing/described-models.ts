import type {
  ModelDescription,
  ModelOverrides,
  ModelProperties,
  ModelSetting,
  ProviderDescription,
} from '@weft/domain/model'

/** What a workspace knows better of a provider's models than the catalogue does, and the models it added. */
export function describedModels(
  provider: ProviderDescription,
  settings: readonly ModelSetting[],
): readonly ModelDescription[] {
  return settings
    .filter(({ isCustom, overrides }) => isCustom || Object.keys(overrides).length > 0)
    .map((setting) => describeModelOf(provider, setting))
}

function describeModelOf(
  { models }: ProviderDescription,
  { model, overrides }: ModelSetting,
): ModelDescription {
  const known = models.find(({ name, type }) => name === model.name && type === model.type)
  return {
    name: model.name,
    label: known?.label ?? { en_US: model.name },
    type: model.type,
    isDeprecated: known?.isDeprecated ?? false,
    fetchFrom: known?.fetchFrom ?? 'customizable-model',
    features: overrides.features ?? known?.features,
    properties: { ...known?.properties, ...propertiesOf(overrides) },
    parameterRules: known?.parameterRules ?? [],
    pricing: overrides.pricing ?? known?.pricing,
  }
}

function propertiesOf(overrides: ModelOverrides): ModelProperties {
  const { mode, contextSize, maxOutputTokens, dimensions, maxChunks } = overrides
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(contextSize === undefined ? {} : { contextSize }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(maxChunks === undefined ? {} : { maxChunks }),
  }
}
