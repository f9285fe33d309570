import type { JsonObject } from '../../kernel/index.js'
import { asksForDefault, type ModelRef } from '../../model/index.js'
import type { Settings } from './settings.js'

/** What the workspace knows of a model. */
export type ModelLookup =
  | {
      readonly type: 'found'
      /** How it is spoken to; default `completion`. */
      readonly mode?: 'chat' | 'completion'
    }
  /** `field` says what is unknown: the provider, or its model. */
  | { readonly type: 'unknown'; readonly field: 'provider' | 'name'; readonly problem: string }

const MOST_STOP_SEQUENCES = 4

/** The model of a configuration, its mode as the provider says. */
export type CheckedModel = { readonly model: JsonObject; readonly mode: 'chat' | 'completion' }

/** The model a configuration names, its provider spelled in full. @throws AppConfigurationInvalid */
export function readModelChoice(settings: Settings): ModelRef {
  const model = settings.requiredMap('model')
  const ref = { provider: model.requiredText('provider'), name: model.requiredText('name') }
  return asksForDefault(ref) ? ref : { ...ref, provider: fullProviderName(ref.provider) }
}

/** @throws AppConfigurationInvalid */
export function checkModel(settings: Settings, lookup: ModelLookup): CheckedModel {
  const model = settings.requiredMap('model')
  if (lookup.type === 'unknown') return model.refuse(lookup.field, lookup.problem)
  const { provider, name } = readModelChoice(settings)
  const parameters = model.requiredMap('completion_params')
  const stop = parameters.texts('stop')
  if (stop.length > MOST_STOP_SEQUENCES)
    parameters.refuse('stop', `must have at most ${MOST_STOP_SEQUENCES} entries`)
  const mode = lookup.mode ?? 'completion'
  const completion_params = { ...parameters.content, stop }
  return { model: { ...model.content, provider, name, mode, completion_params }, mode }
}

/** The plugin form: `openai` is `langgenius/openai/openai`. */
function fullProviderName(provider: string): string {
  return provider.includes('/') ? provider : `langgenius/${provider}/${provider}`
}
