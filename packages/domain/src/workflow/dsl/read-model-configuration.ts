import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import type { PromptTemplateMessage } from '../../model/index.js'
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
  return raw.map(readPromptMessage)
}

function readPromptMessage(raw: JsonValue, index: number): PromptTemplateMessage {
  const place = `chat_prompt_config.prompt[${index}]`
  if (!isJsonObject(raw)) throw invalid(`${place} must be a map with role and text`)
  const { role, text } = raw
  if (role !== 'system' && role !== 'user' && role !== 'assistant')
    throw invalid(`${place}.role must be system, user or assistant`)
  if (typeof text !== 'string') throw invalid(`${place}.text must be a text`)
  return { role, text }
}

function readCompletionPrompt(config: JsonObject): ModelAppConfiguration['completionPrompt'] {
  const prefixes = mapAt(config, 'conversation_histories_role')
  return {
    text: textAt(mapAt(config, 'prompt'), 'text', ''),
    prefixes: {
      user: textAt(prefixes, 'user_prefix', '') || 'Human',
      assistant: textAt(prefixes, 'assistant_prefix', '') || 'Assistant',
    },
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
