import { modelOfConfiguration } from '@weft/domain/app'
import type { JsonObject } from '@weft/domain/kernel'
import { DEFAULT_MODEL } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { A_MODEL, expectRefused, validated } from './configuration.js'

const withStop = (stop: JsonObject['stop']) => ({
  model: { ...A_MODEL, completion_params: { temperature: 0.5, stop: stop ?? null } },
})

describe('the model of a configuration', () => {
  it('G 53: has at most four stop sequences', () => {
    expectRefused(withStop(['1', '2', '3', '4', '5']), 'model.completion_params.stop', '4')
    expect(validated(withStop(['1', '2', '3', '4']))['model']).toMatchObject({
      completion_params: { stop: ['1', '2', '3', '4'] },
    })
  })

  it('G 53: has no stop sequences where it names none', () => {
    for (const configuration of [{}, withStop(null)])
      expect(validated(configuration)['model']).toMatchObject({ completion_params: { stop: [] } })
    expectRefused(withStop('END'), 'model.completion_params.stop', 'must be a list')
    expectRefused(withStop(['a', 3]), 'model.completion_params.stop[1]', 'must be a text')
  })

  it('spells its provider in full and takes its mode from the provider', () => {
    const model = { ...A_MODEL, mode: 'completion', extra: 1 }
    expect(validated({ model })['model']).toEqual({
      provider: 'langgenius/openai/openai',
      name: 'gpt-4o',
      mode: 'chat',
      completion_params: { stop: [] },
      extra: 1,
    })
    expect(validated({ model }, { model: { type: 'found' } })['model']).toMatchObject({
      mode: 'completion',
    })
    const custom = { ...A_MODEL, provider: 'acme/looms/looms' }
    expect(modelOfConfiguration({ model: custom })).toEqual({
      provider: 'acme/looms/looms',
      name: 'gpt-4o',
    })
  })

  it('may be whatever model is the default', () => {
    expect(modelOfConfiguration({ model: { ...A_MODEL, ...DEFAULT_MODEL } })).toEqual(DEFAULT_MODEL)
  })

  it.each<[JsonObject, string, string]>([
    [{ model: null }, 'model', 'is required'],
    [{ model: 'gpt-4o' }, 'model', 'must be a map'],
    [{ model: { ...A_MODEL, provider: ' ' } }, 'model.provider', 'is required'],
    [{ model: { ...A_MODEL, name: null } }, 'model.name', 'is required'],
    [{ model: { ...A_MODEL, completion_params: null } }, 'model.completion_params', 'is required'],
    [{ model: { ...A_MODEL, completion_params: 1 } }, 'model.completion_params', 'must be a map'],
  ])('is refused as %j', (configuration, field, problem) => {
    expectRefused(configuration, field, problem)
  })

  it.each(['provider', 'name'] as const)('is refused where its %s is unknown', (field) => {
    const model = { type: 'unknown', field, problem: 'is unknown here' } as const
    expectRefused({}, `model.${field}`, 'is unknown here', { model })
  })

  it('is not there in what is no configuration', () => {
    expect(() => modelOfConfiguration([])).toThrow('configuration must be a map')
  })
})

const message = (text: JsonObject['text'] = 'Hi', role: JsonObject['role'] = 'user') => ({
  text: text ?? null,
  role: role ?? null,
})
const advanced = (prompt: readonly JsonObject[]) => ({
  prompt_type: 'advanced',
  chat_prompt_config: { prompt },
})

describe('the prompt of a configuration', () => {
  it('has defaults', () => {
    expect(validated({})).toMatchObject({
      prompt_type: 'simple',
      pre_prompt: '',
      chat_prompt_config: {},
      completion_prompt_config: {},
    })
  })

  it('G 44: has at most ten messages', () => {
    const messages = (count: number) => Array.from({ length: count }, () => message())
    expectRefused(advanced(messages(11)), 'chat_prompt_config.prompt', 'at most 10')
    expect(validated(advanced(messages(10)))).toMatchObject(advanced(messages(10)))
  })

  it('names the sides of a history a completion model is told as text', () => {
    const configuration = (user_prefix: string) => ({
      prompt_type: 'advanced',
      completion_prompt_config: {
        prompt: { text: 'T' },
        conversation_histories_role: { user_prefix, assistant_prefix: '' },
      },
    })
    const model = { type: 'found', mode: 'completion' } as const
    const prefixes = (user: string, mode: 'chat' | 'completion' = 'chat') =>
      validated(configuration(user), { mode, model })['completion_prompt_config']
    expect(prefixes('')).toEqual({
      prompt: { text: 'T' },
      conversation_histories_role: { user_prefix: 'Human', assistant_prefix: 'Assistant' },
    })
    expect(prefixes('U')).toMatchObject({ conversation_histories_role: { user_prefix: 'U' } })
    expect(prefixes('', 'completion')).toMatchObject({
      conversation_histories_role: { user_prefix: '' },
    })
  })

  it.each<[JsonObject, string, string]>([
    [{ prompt_type: 'clever' }, 'prompt_type', 'simple, advanced'],
    [{ pre_prompt: 1 }, 'pre_prompt', 'must be a text'],
    [{ chat_prompt_config: 'x' }, 'chat_prompt_config', 'must be a map'],
    [{ completion_prompt_config: ['x'] }, 'completion_prompt_config', 'must be a map'],
    [{ prompt_type: 'advanced' }, 'chat_prompt_config', 'or completion_prompt_config is required'],
    [advanced([message(null)]), 'chat_prompt_config.prompt[0].text', 'is required'],
    [advanced([message(3)]), 'chat_prompt_config.prompt[0].text', 'must be a text'],
    [advanced([message(), message('x', null)]), 'chat_prompt_config.prompt[1].role', 'is required'],
    [advanced([message('x', 'robot')]), 'chat_prompt_config.prompt[0].role', 'must be one of'],
    [
      advanced([{ ...message(), edition_type: 'php' }]),
      'chat_prompt_config.prompt[0].edition_type',
      'basic, jinja2',
    ],
  ])('is refused as %j', (configuration, field, problem) => {
    expectRefused(configuration, field, problem)
  })

  it('takes an empty text and every role a message can have', () => {
    const roles = ['system', 'user', 'assistant', 'tool']
    const prompt = roles.map((role) => message('', role))
    expect(validated(advanced(prompt))['chat_prompt_config']).toEqual({ prompt })
  })
})
