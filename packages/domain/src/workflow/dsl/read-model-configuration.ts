import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import {
  DEFAULT_PREFIXES,
  type HistoryPrefixes,
  type PromptEdition,
  type PromptTemplateMessage,
} from '../../model/index.js'
import { readUserInputForm } from '../input/read-input-form.js'
import { DslInvalid } from './dsl-invalid.js'
import { readFeatures } from './features.js'
import type { ConfiguredModel, ModelAppConfiguration } from './model-app-configuration.js'

/**
 * Reads a `model_config` section, with defaults for what is missing.
 *
 * @throws DslInvalid `model_config.invalid` where a value is there and cannot be what it should be.
 */
export function readModelConfiguration(section: JsonObject): ModelAppConfiguration {
  return {
    model: readModel(mapAt(section, 'model')),
    promptType: readPromptType(section['prompt_type']),
    prePrompt: textAt(section, 'pre_prompt', ''),
    chatPrompt: readChatPrompt(mapAt(section, 'chat_prompt_config')['prompt']),
    completionPrompt: readCompletionPrompt(mapAt(section, 'completion_prompt_config')),
    inputForm: readUserInputForm(section['user_input_form']),
    features: readFeatures(section, { retrieverResource: true }),
    datasetQueryVariable: textAt(section, 'dataset_query_variable', ''),
    datasetConfigs: mapAt(section, 'dataset_configs'),
    agentMode: mapAt(section, 'agent_mode'),
    externalDataTools: readMaps(section['external_data_tools']),
    raw: section,
  }
}

function readPromptType(raw: JsonValue | undefined): 'simple' | 'advanced' {
  if (raw === undefined || raw === null || raw === '' || raw === 'simple') return 'simple'
  if (raw === 'advanced') return 'advanced'
  throw invalid('prompt_type must be simple or advanced')
}

function readModel(model: JsonObject): ConfiguredModel | undefined {
  const provider = textAt(model, 'provider', '')
  const name = textAt(model, 'name', '')
  if (provider === '' || name === '') return undefined
  const { stop, ...parameters } = mapAt(model, 'completion_params')
  return {
    ref: { provider, name },
    mode: model['mode'] === 'completion' ? 'completion' : 'chat',
    parameters,
    stop: Array.isArray(stop)
      ? (stop as readonly JsonValue[]).filter((text) => typeof text === 'string')
      : [],
  }
}

function readChatPrompt(raw: JsonValue | undefined): readonly PromptTemplateMessage[] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw)) throw invalid('chat_prompt_config.prompt must be a list')
  return raw.flatMap(readPromptMessage)
}

/** Nothing for a message of the role `tool`, which says nothing to the model. */
function readPromptMessage(raw: JsonValue, index: number): readonly PromptTemplateMessage[] {
  const place = `chat_prompt_config.prompt[${index}]`
  if (!isJsonObject(raw)) throw invalid(`${place} must be a map with role and text`)
  const { role, text } = raw
  if (role === 'tool') return []
  if (role !== 'system' && role !== 'user' && role !== 'assistant')
    throw invalid(`${place}.role must be system, user or assistant`)
  if (typeof text !== 'string') throw invalid(`${place}.text must be a text`)
  return [{ role, text, edition: readEdition(raw['edition_type'], place) }]
}

function readEdition(raw: JsonValue | undefined, place: string): PromptEdition {
  if (raw === undefined || raw === null || raw === '' || raw === 'basic') return 'basic'
  if (raw === 'jinja2') return 'jinja2'
  throw invalid(`${place}.edition_type must be basic or jinja2`)
}

function readCompletionPrompt(config: JsonObject): ModelAppConfiguration['completionPrompt'] {
  const prompt = mapAt(config, 'prompt')
  return {
    text: textAt(prompt, 'text', ''),
    edition: readEdition(prompt['edition_type'], 'completion_prompt_config.prompt'),
    prefixes: readPrefixes(config),
  }
}

function readPrefixes(config: JsonObject): HistoryPrefixes | undefined {
  const prefixes = mapAt(config, 'conversation_histories_role')
  if (Object.keys(prefixes).length === 0) return undefined
  return {
    user: textAt(prefixes, 'user_prefix', '') || DEFAULT_PREFIXES.user,
    assistant: textAt(prefixes, 'assistant_prefix', '') || DEFAULT_PREFIXES.assistant,
  }
}

function readMaps(raw: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(raw) ? (raw as readonly JsonValue[]).filter(isJsonObject) : []
}

function mapAt(section: JsonObject, key: string): JsonObject {
  const value = section[key]
  if (value === undefined || value === null) return {}
  // Python writes an empty map and an empty list alike in places.
  if (isJsonObject(value)) return value
  if (Array.isArray(value) && value.length === 0) return {}
  throw invalid(`${key} must be a map`)
}

function textAt(section: JsonObject, key: string, byDefault: string): string {
  const value = section[key]
  if (value === undefined || value === null) return byDefault
  if (typeof value !== 'string') throw invalid(`${key} must be a text`)
  return value
}

function invalid(problem: string): DslInvalid {
  return new DslInvalid('model_config.invalid', `Invalid model_config: ${problem}`)
}
