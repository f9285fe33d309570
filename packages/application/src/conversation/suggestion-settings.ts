import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { ModelRef } from '@weft/domain/model'

/** What an app says about suggesting what might be asked next. */
export type SuggestionSettings = {
  readonly isEnabled: boolean
  /** The author's own instruction; absent where the built-in one is used. */
  readonly instruction: string | undefined
  /** The model the author chose for it; absent where the default one is used. */
  readonly model: SuggestionModel | undefined
}

export type SuggestionModel = {
  readonly ref: ModelRef
  /** Without `stop`. */
  readonly parameters: JsonObject
  readonly stop: readonly string[]
}

/** Reads `suggested_questions_after_answer` of a workflow's features or of a model configuration. */
export function readSuggestionSettings(features: JsonObject): SuggestionSettings {
  const settings = mapOf(features['suggested_questions_after_answer'])
  const prompt = settings['prompt']
  return {
    isEnabled: settings['enabled'] === true,
    instruction: typeof prompt === 'string' && prompt.trim() !== '' ? prompt : undefined,
    model: readModel(mapOf(settings['model'])),
  }
}

function readModel({ provider, name, ...rest }: JsonObject): SuggestionModel | undefined {
  if (typeof provider !== 'string' || typeof name !== 'string') return undefined
  if (provider === '' || name === '') return undefined
  const { stop, ...parameters } = mapOf(rest['completion_params'])
  const texts = Array.isArray(stop) ? (stop as readonly JsonValue[]) : []
  return {
    ref: { provider, name },
    parameters,
    stop: texts.filter((text) => typeof text === 'string'),
  }
}

function mapOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
