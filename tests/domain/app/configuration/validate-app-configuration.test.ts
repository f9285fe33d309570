import { AppConfigurationInvalid, validateAppConfiguration } from '@weft/domain/app'
import { isJsonObject, type JsonObject } from '@weft/domain/kernel'
import { anyJsonObject } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { A_MODEL, validated } from './configuration.js'

const IN_EVERY_MODE = [
  ...['model', 'user_input_form', 'external_data_tools', 'file_upload', 'prompt_type'],
  ...['pre_prompt', 'chat_prompt_config', 'completion_prompt_config', 'agent_mode'],
  ...['dataset_configs', 'dataset_query_variable', 'text_to_speech', 'sensitive_word_avoidance'],
]
const IN_CONVERSATIONS = [
  ...['opening_statement', 'suggested_questions', 'suggested_questions_after_answer'],
  ...['speech_to_text', 'retriever_resource'],
]
const KEYS = {
  completion: [...IN_EVERY_MODE, 'more_like_this'],
  chat: [...IN_EVERY_MODE, ...IN_CONVERSATIONS],
  'agent-chat': [...IN_EVERY_MODE, ...IN_CONVERSATIONS],
} as const
const MODES = ['completion', 'chat', 'agent-chat'] as const
const ALL_KEYS = [...new Set(Object.values(KEYS).flat())]

describe('validateAppConfiguration', () => {
  it.each(MODES)('G 60: gives a %s app what its mode has, and nothing else', (mode) => {
    const configuration = { unknown: 1, annotation_reply: {}, more_like_this: { enabled: true } }
    const keys = Object.keys(validated(configuration, { mode }))
    expect(keys.toSorted()).toEqual([...KEYS[mode]].toSorted())
  })

  it('asks for the model under its provider’s full name', () => {
    const asked: unknown[] = []
    validateAppConfiguration('chat', { model: A_MODEL }, (model) => {
      asked.push(model)
      return { type: 'found', mode: 'chat' }
    })
    expect(asked).toEqual([{ provider: 'langgenius/openai/openai', name: 'gpt-4o' }])
  })

  const anyConfiguration = fc
    .tuple(
      anyJsonObject(),
      fc.uniqueArray(fc.tuple(fc.constantFrom(...ALL_KEYS), anyJsonObject()), {
        selector: ([key]) => key,
        maxLength: 4,
      }),
    )
    .map(([unknown, known]): JsonObject => ({
      ...unknown,
      ...Object.fromEntries(known),
      model: A_MODEL,
    }))

  it('changes nothing it has let pass, and nothing it was given', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MODES), anyConfiguration, (mode, configuration) => {
        const before = structuredClone(configuration)
        const first = attempt(() => validated(configuration, { mode }))
        expect(configuration).toEqual(before)
        if (first instanceof AppConfigurationInvalid) return
        expect(validated(first, { mode })).toEqual(first)
      }),
    )
  })
})

/** The configuration, or why it is refused; any other error surfaces. */
function attempt(validate: () => JsonObject): JsonObject | AppConfigurationInvalid {
  try {
    const configuration = validate()
    expect(isJsonObject(configuration)).toBe(true)
    return configuration
  } catch (error) {
    if (error instanceof AppConfigurationInvalid) return error
    throw error
  }
}
