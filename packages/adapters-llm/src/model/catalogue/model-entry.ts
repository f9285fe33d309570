import {
  hydrateParameterRule,
  type ModelDescription,
  type ModelFeature,
  type ModelProperties,
  type ModelType,
  type ParameterRuleDraft,
} from '@weft/domain/model'

/** Everything a language model of today's large families takes, in the order it is mostly listed in. */
export const TOOLS = ['tool-call', 'multi-tool-call', 'stream-tool-call', 'agent-thought'] as const

/** A model as the data files list it. */
export type ModelEntry = {
  readonly name: string
  /** Default `llm`. */
  readonly type?: ModelType
  readonly label?: string
  readonly features?: readonly ModelFeature[]
  readonly properties?: ModelProperties
  readonly isDeprecated?: true
  /** Dollars per million tokens: input, output. */
  readonly price?: readonly [input: string, output?: string]
  /** Where prices are not in dollars. */
  readonly currency?: string
  /** Names of parameters; default those of the provider. */
  readonly parameters?: readonly string[]
}

const MILLIONTH = '0.000001'

/** The description of a listed model. `parameters` are those that the provider's language models take. */
export function toModelDescription(
  entry: ModelEntry,
  parameters: readonly string[],
): ModelDescription {
  const { name, type = 'llm', label = name, features, properties = {}, price, currency } = entry
  const names = entry.parameters ?? parameters
  return {
    name,
    label: { en_US: label },
    type,
    isDeprecated: entry.isDeprecated ?? false,
    fetchFrom: 'predefined-model',
    features,
    properties: type === 'llm' ? { mode: 'chat', ...properties } : properties,
    parameterRules: type === 'llm' ? names.map((rule) => toRule(rule, properties)) : [],
    pricing: price && {
      input: price[0],
      ...(price[1] === undefined ? {} : { output: price[1] }),
      unit: MILLIONTH,
      ...(currency === undefined ? {} : { currency }),
    },
  }
}

const TEMPLATED = new Set([
  'temperature',
  'top_p',
  'top_k',
  'presence_penalty',
  'frequency_penalty',
  'max_tokens',
  'response_format',
  'json_schema',
])

const DRAFTS: Readonly<Record<string, Partial<ParameterRuleDraft>>> = {
  temperature: { max: 2, default: 1 },
  presence_penalty: { min: -2, max: 2 },
  frequency_penalty: { min: -2, max: 2 },
  seed: { type: 'int', label: { en_US: 'Seed' } },
  response_format: { options: ['text', 'json_object', 'json_schema'] },
  reasoning_effort: {
    type: 'string',
    label: { en_US: 'Reasoning effort' },
    options: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
  },
  effort: {
    type: 'string',
    label: { en_US: 'Effort' },
    options: ['low', 'medium', 'high', 'xhigh', 'max'],
  },
  thinking: { type: 'boolean', label: { en_US: 'Thinking' } },
  thinking_budget: { type: 'int', label: { en_US: 'Thinking budget' }, min: 1_024 },
  verbosity: {
    type: 'string',
    label: { en_US: 'Verbosity' },
    options: ['low', 'medium', 'high'],
  },
}

function toRule(name: string, { maxOutputTokens }: ModelProperties) {
  return hydrateParameterRule({
    name,
    ...(TEMPLATED.has(name) ? { useTemplate: name } : {}),
    ...DRAFTS[name],
    ...(name === 'max_tokens' && maxOutputTokens !== undefined ? { max: maxOutputTokens } : {}),
  })
}
