import type { JsonPrimitive } from '../../kernel/index.js'
import type { LocalText } from './local-text.js'

export type ParameterType = 'float' | 'int' | 'string' | 'boolean' | 'text'

/** One setting of a model, as a form shows it and a call is checked against it. */
export type ParameterRule = {
  /** The provider's name for it: `temperature`. */
  readonly name: string
  /** The well-known parameter it is one of; names nobody knows are kept. */
  readonly useTemplate: string | undefined
  readonly label: LocalText
  readonly type: ParameterType
  readonly help: LocalText | undefined
  readonly isRequired: boolean
  readonly default: JsonPrimitive | undefined
  readonly min: number | undefined
  readonly max: number | undefined
  /** Digits behind the point. */
  readonly precision: number | undefined
  /** The only values allowed; empty allows any. */
  readonly options: readonly string[]
}

/** A rule as it is written down: everything but the name may be left to the template. */
export type ParameterRuleDraft = Pick<ParameterRule, 'name'> & Partial<ParameterRule>

type Template = Pick<ParameterRule, 'type'> &
  Partial<Pick<ParameterRule, 'default' | 'min' | 'max' | 'precision' | 'options'>> & {
    readonly label: string
    readonly help: string
  }

const TEMPLATES: Readonly<Record<string, Template>> = {
  temperature: {
    type: 'float',
    default: 0,
    min: 0,
    max: 1,
    precision: 2,
    label: 'Temperature',
    help: 'How freely the next word is chosen: 0 always takes the likeliest.',
  },
  top_p: {
    type: 'float',
    default: 1,
    min: 0,
    max: 1,
    precision: 2,
    label: 'Top P',
    help: 'Only the likeliest words that together have this probability are chosen from.',
  },
  top_k: {
    type: 'int',
    default: 50,
    min: 1,
    max: 100,
    precision: 0,
    label: 'Top K',
    help: 'Only so many of the likeliest words are chosen from.',
  },
  presence_penalty: {
    type: 'float',
    default: 0,
    min: 0,
    max: 1,
    precision: 2,
    label: 'Presence penalty',
    help: 'Makes words less likely that appeared already.',
  },
  frequency_penalty: {
    type: 'float',
    default: 0,
    min: 0,
    max: 1,
    precision: 2,
    label: 'Frequency penalty',
    help: 'Makes words less likely the more often they appeared.',
  },
  max_tokens: {
    type: 'int',
    default: 64,
    min: 1,
    max: 2048,
    precision: 0,
    label: 'Max tokens',
    help: 'Longest answer, in tokens. A longer one is cut.',
  },
  response_format: {
    type: 'string',
    options: ['JSON', 'XML'],
    label: 'Response format',
    help: 'The format the answer is written in.',
  },
  json_schema: {
    type: 'text',
    label: 'JSON Schema',
    help: 'The shape the answer must have.',
  },
}

/**
 * Fills in what a rule leaves to its template. Limits and the default give way to the template when they are
 * absent, 0, empty or false: compatible with documents that rely on it.
 */
export function hydrateParameterRule(draft: ParameterRuleDraft): ParameterRule {
  const template = templateOf(draft.useTemplate)
  return {
    name: draft.name,
    useTemplate: draft.useTemplate,
    label: draft.label ?? { en_US: template?.label ?? draft.name },
    type: draft.type ?? template?.type ?? 'string',
    help: draft.help ?? (template && { en_US: template.help }),
    isRequired: draft.isRequired ?? false,
    default: draft.default || (template?.default ?? draft.default),
    min: draft.min || (template?.min ?? draft.min),
    max: draft.max || (template?.max ?? draft.max),
    precision: draft.precision || (template?.precision ?? draft.precision),
    options: draft.options ?? template?.options ?? [],
  }
}

/** The rule that limits the length of an answer, whatever the provider calls it; absent when there is none. */
export function maxTokensRule(rules: readonly ParameterRule[]): ParameterRule | undefined {
  return rules.find(
    ({ name, useTemplate }) => name === 'max_tokens' || useTemplate === 'max_tokens',
  )
}

function templateOf(name: string | undefined): Template | undefined {
  return name !== undefined && Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name] : undefined
}
