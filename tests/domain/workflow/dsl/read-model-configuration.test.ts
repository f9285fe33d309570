import type { JsonObject } from '@weft/domain/kernel'
import { DslInvalid, readModelConfiguration } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

describe('readModelConfiguration', () => {
  it('has defaults for everything but the model', () => {
    const section = { pre_prompt: '' }
    expect(readModelConfiguration(section)).toMatchObject({
      model: undefined,
      promptType: 'simple',
      prePrompt: '',
      chatPrompt: [],
      completionPrompt: { text: '', edition: 'basic', prefixes: undefined },
      inputForm: { fields: [] },
      features: { retrieverResource: { enabled: true } },
      datasetQueryVariable: '',
      datasetConfigs: {},
      agentMode: {},
      externalDataTools: [],
      raw: section,
    })
  })

  it('reads the model with its stop sequences apart from its parameters', () => {
    const model = {
      provider: 'langgenius/openai/openai',
      name: 'gpt-4o-mini',
      mode: 'chat',
      completion_params: { temperature: 0.7, stop: ['END', 3] },
    }
    expect(readModelConfiguration({ model }).model).toEqual({
      ref: { provider: 'langgenius/openai/openai', name: 'gpt-4o-mini' },
      mode: 'chat',
      parameters: { temperature: 0.7 },
      stop: ['END'],
    })
    expect(readModelConfiguration({ model: { ...model, name: '' } }).model).toBeUndefined()
    expect(readModelConfiguration({ model: { ...model, mode: 'completion' } }).model?.mode).toBe(
      'completion',
    )
  })

  it('reads prompts written message by message', () => {
    const configuration = readModelConfiguration({
      prompt_type: 'advanced',
      chat_prompt_config: { prompt: [{ role: 'system', text: 'Be brief.' }] },
      completion_prompt_config: {
        prompt: { text: 'Q: {{#query#}}' },
        conversation_histories_role: { user_prefix: 'U', assistant_prefix: '' },
      },
    })
    expect(configuration).toMatchObject({
      promptType: 'advanced',
      chatPrompt: [{ role: 'system', text: 'Be brief.' }],
      completionPrompt: { text: 'Q: {{#query#}}', prefixes: { user: 'U', assistant: 'Assistant' } },
    })
  })

  it('reads which texts are Jinja2 templates', () => {
    const configuration = readModelConfiguration({
      chat_prompt_config: {
        prompt: [
          { role: 'system', text: 'a', edition_type: 'jinja2' },
          { role: 'user', text: 'b', edition_type: 'basic' },
          { role: 'user', text: 'c', edition_type: null },
        ],
      },
      completion_prompt_config: { prompt: { text: 'd', edition_type: 'jinja2' } },
    })
    expect(configuration.chatPrompt.map(({ edition }) => edition)).toEqual([
      'jinja2',
      'basic',
      'basic',
    ])
    expect(configuration.completionPrompt.edition).toBe('jinja2')
  })

  it('leaves out what a prompt has tools say', () => {
    const prompt = [
      { role: 'tool', text: 'x' },
      { role: 'user', text: 'y' },
    ]
    const { chatPrompt } = readModelConfiguration({ chat_prompt_config: { prompt } })
    expect(chatPrompt.map(({ text }) => text)).toEqual(['y'])
  })

  it('G 43: calls the two sides Human and Assistant only where the document speaks of them', () => {
    const prefixesOf = (conversation_histories_role: JsonObject | undefined) =>
      readModelConfiguration({
        completion_prompt_config: {
          ...(conversation_histories_role && { conversation_histories_role }),
        },
      }).completionPrompt.prefixes
    expect(prefixesOf(undefined)).toBeUndefined()
    expect(prefixesOf({ user_prefix: '', assistant_prefix: '' })).toEqual({
      user: 'Human',
      assistant: 'Assistant',
    })
  })

  it('takes an empty list for an empty map, as older configurations have it', () => {
    expect(
      readModelConfiguration({ completion_prompt_config: [], agent_mode: null }).agentMode,
    ).toEqual({})
  })

  it.each<[JsonObject, string]>([
    [{ prompt_type: 'clever' }, 'prompt_type'],
    [{ pre_prompt: 3 }, 'pre_prompt'],
    [{ model: 'gpt' }, 'model'],
    [{ chat_prompt_config: { prompt: {} } }, 'chat_prompt_config.prompt'],
    [{ chat_prompt_config: { prompt: ['x'] } }, 'chat_prompt_config.prompt[0]'],
    [
      { chat_prompt_config: { prompt: [{ role: 'robot', text: '' }] } },
      'chat_prompt_config.prompt[0].role',
    ],
    [
      { chat_prompt_config: { prompt: [{ role: 'user', text: '', edition_type: 'php' }] } },
      'chat_prompt_config.prompt[0].edition_type',
    ],
    [
      { completion_prompt_config: { prompt: { text: '', edition_type: 'php' } } },
      'completion_prompt_config.prompt.edition_type',
    ],
    [{ chat_prompt_config: { prompt: [{ role: 'user' }] } }, 'chat_prompt_config.prompt[0].text'],
    [{ user_input_form: [{ colour: { variable: 'v' } }] }, 'user_input_form[0]'],
  ])('refuses %j and names the field', (section, field) => {
    const read = () => readModelConfiguration(section)
    expect(read).toThrow(DslInvalid)
    expect(read).toThrow(field)
  })
})
