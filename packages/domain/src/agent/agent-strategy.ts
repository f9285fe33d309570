import type { LanguageModel } from '../model/index.js'

/** How an agent asks for tools: by the model's own function calls, or in words. */
export type AgentStrategy = 'function-calling' | 'react'

const MOST_ITERATIONS = 99

/** The iterations of an agent that was not told how many. */
export const DEFAULT_ITERATIONS = 10

/** Whether the model can call functions; where nothing is known of it, it is taken at the author's word. */
export function canCallTools({ profile: { features } }: LanguageModel): boolean {
  return !features || features.has('tool-call') || features.has('multi-tool-call')
}

/**
 * The strategy of an agent app. A model known to call functions does so, whatever is configured; one known not to is asked
 * in words.
 *
 * @param configured `function_call`, `cot` or `react`; anything else is decided by the provider.
 */
export function chooseAppStrategy(
  configured: string | undefined,
  model: LanguageModel,
): AgentStrategy {
  if (model.profile.features) return canCallTools(model) ? 'function-calling' : 'react'
  if (configured === 'function_call') return 'function-calling'
  if (configured === 'cot' || configured === 'react' || configured === undefined) return 'react'
  return model.ref.provider.split('/').at(-1) === 'openai' ? 'function-calling' : 'react'
}

/** Calls of the model at most: the iterations asked for, and a last one without tools to say the answer in. */
export function roundsFor(maxIterations: number): number {
  return Math.max(0, Math.min(Math.trunc(maxIterations), MOST_ITERATIONS)) + 1
}
