import type { JsonObject } from '../../kernel/index.js'

/** Tokens left to history where a model does not say how much it can see. */
const TOKENS_OF_UNKNOWN_CONTEXT = 2_000
const FEWEST_ANSWER_TOKENS = 16

/** The names under which documents limit the length of an answer, by provider and age. */
const MAX_TOKENS_PARAMETERS = [
  'max_output_tokens',
  'max_completion_tokens',
  'max_tokens_to_sample',
  'max_tokens',
] as const

/** What a prompt may take: the model's context, and what of it the answer needs. */
export type TokenBudget = {
  /** Absent when unknown. */
  readonly contextSize: number | undefined
  /** The configured `max_tokens`; 0 when there is none. */
  readonly maxTokens: number
}

/** The configured `max_tokens`, whatever the provider calls it; 0 when there is none. */
export function configuredMaxTokens(parameters: JsonObject): number {
  return numberAt(parameters, maxTokensName(parameters))
}

/** Tokens that history may take beside the rest of the prompt. */
export function tokensForHistory(budget: TokenBudget, promptTokens: number): number {
  if (budget.contextSize === undefined) return TOKENS_OF_UNKNOWN_CONTEXT
  return Math.max(0, budget.contextSize - budget.maxTokens - promptTokens)
}

/**
 * The parameters with `max_tokens` lowered, to no less than 16, where prompt and answer would not fit the context. An
 * agent's next round begins with the lowered ones.
 */
export function fitMaxTokens(
  parameters: JsonObject,
  contextSize: number | undefined,
  promptTokens: number,
): JsonObject {
  const name = maxTokensName(parameters)
  const maxTokens = numberAt(parameters, name)
  if (contextSize === undefined || promptTokens + maxTokens <= contextSize) return parameters
  return { ...parameters, [name]: Math.max(contextSize - promptTokens, FEWEST_ANSWER_TOKENS) }
}

function maxTokensName(parameters: JsonObject): (typeof MAX_TOKENS_PARAMETERS)[number] {
  const isSet = (name: string) => numberAt(parameters, name) !== 0
  return MAX_TOKENS_PARAMETERS.find(isSet) ?? 'max_tokens'
}

function numberAt(parameters: JsonObject, name: string): number {
  const value = parameters[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}
