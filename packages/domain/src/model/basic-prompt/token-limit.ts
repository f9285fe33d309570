import type { JsonObject } from '../../kernel/index.js'

/** Tokens left to history where a model does not say how much it can see. */
const TOKENS_OF_UNKNOWN_CONTEXT = 2_000
const FEWEST_ANSWER_TOKENS = 16

/** What a prompt may take: the model's context, and what of it the answer needs. */
export type TokenBudget = {
  /** Absent when unknown. */
  readonly contextSize: number | undefined
  /** The configured `max_tokens`; 0 when there is none. */
  readonly maxTokens: number
}

/** The configured `max_tokens`, 0 when there is none. */
export function configuredMaxTokens(parameters: JsonObject): number {
  const value = parameters['max_tokens']
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

/** Tokens that history may take beside the rest of the prompt. */
export function tokensForHistory(budget: TokenBudget, promptTokens: number): number {
  if (budget.contextSize === undefined) return TOKENS_OF_UNKNOWN_CONTEXT
  return Math.max(0, budget.contextSize - budget.maxTokens - promptTokens)
}

/** The parameters with `max_tokens` lowered, to no less than 16, where prompt and answer would not fit the context. */
export function fitMaxTokens(
  parameters: JsonObject,
  contextSize: number | undefined,
  promptTokens: number,
): JsonObject {
  const maxTokens = configuredMaxTokens(parameters)
  if (contextSize === undefined || promptTokens + maxTokens <= contextSize) return parameters
  return { ...parameters, max_tokens: Math.max(contextSize - promptTokens, FEWEST_ANSWER_TOKENS) }
}
