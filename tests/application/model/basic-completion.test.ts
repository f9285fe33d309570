import { ValidationError, type JsonObject } from '@weft/domain/kernel'
import { textOf, type LanguageModelProfile, type MediaPart } from '@weft/domain/model'
import { readModelConfiguration } from '@weft/domain/workflow'
import { basicCompletionRequest, type BasicCompletionArgs } from '@weft/application/model'
import { createTemplateRenderer } from '@weft/sandbox'
import { describe, expect, it } from 'vitest'
import { ScriptedModel } from '../support/scripted-model.js'

const image: MediaPart = {
  type: 'image',
  mimeType: 'image/png',
  filename: 'a.png',
  source: { type: 'url', url: 'https://example.org/a.png' },
}
const history = [{ query: 'q1', answer: 'a1' }]

type Changes = Partial<Omit<BasicCompletionArgs, 'configuration' | 'configured'>> & {
  readonly section?: JsonObject
  readonly parameters?: JsonObject
  readonly profile?: Partial<LanguageModelProfile>
}

function request({ section, parameters, profile, ...changes }: Changes = {}) {
  const configuration = readModelConfiguration({
    pre_prompt: 'P',
    ...section,
    model: {
      provider: 'openai',
      name: 'test-model',
      completion_params: { stop: ['X'], ...parameters },
    },
  })
  const known = { mode: 'chat', contextSize: undefined, features: undefined } as const
  return basicCompletionRequest(new ScriptedModel([], { ...known, ...profile }), {
    app: 'chat',
    configuration,
    configured: configuration.model!,
    inputs: {},
    query: 'Q',
    history: undefined,
    media: [],
    user: undefined,
    ...changes,
  })
}
const texts = async (changes: Changes) => (await request(changes)).messages.map(textOf)

const advanced = (...prompt: JsonObject[]) => ({
  prompt_type: 'advanced',
  chat_prompt_config: { prompt },
})

describe('basicCompletionRequest', () => {
  it('G 40: passes the author’s stop sequences on in advanced mode only', async () => {
    expect((await request()).stop).toEqual([])
    expect((await request({ profile: { mode: 'completion' } })).stop).toEqual([
      '\nHuman:',
      '</histories>',
    ])
    const section = advanced({ role: 'system', text: 'S' })
    expect((await request({ section })).stop).toEqual(['X'])
    expect((await request()).parameters).toEqual({})
  })

  it('G 51: asks about the variable a completion app searches its knowledge for', async () => {
    const dataset = { dataset: { enabled: true, id: 'd1' } }
    const section = {
      dataset_query_variable: 'topic',
      dataset_configs: { datasets: { strategy: 'router', datasets: [dataset] } },
    }
    const args = { app: 'completion', section, inputs: { topic: 'cats' }, query: '' } as const
    expect((await request(args)).messages).toEqual([
      { role: 'system', content: 'P\n' },
      { role: 'user', content: 'cats' },
    ])
    expect((await texts({ ...args, context: 'Cats purr.' }))[0]).toContain('Cats purr.')
    expect(await texts({ ...args, inputs: {} })).toEqual(['P\n'])
    expect(await texts({ ...args, app: 'chat', query: 'Q' })).toEqual(['P\n', 'Q'])
  })

  it('G 51: does not where all knowledge is switched off', async () => {
    const section = {
      dataset_query_variable: 'topic',
      dataset_configs: { datasets: { datasets: [{ dataset: { enabled: false, id: 'd1' } }] } },
    }
    expect(
      await texts({ app: 'completion', section, inputs: { topic: 'cats' }, query: '' }),
    ).toEqual(['P\n'])
  })

  it('writes inputs as text', async () => {
    const section = { pre_prompt: '{{n}} {{b}} {{o}} {{none}}' }
    const inputs = { n: 1.5, b: true, o: { a: [1] }, none: null }
    expect((await texts({ section, inputs }))[0]).toBe('1.5 true {"a":[1]} \n')
  })

  it('renders Jinja2 prompts in the sandbox, with the inputs as they are', async () => {
    const templates = createTemplateRenderer()
    const text = '{% for n in list %}{{ n + 1 }},{% endfor %}{{ name }}'
    const section = advanced({ role: 'system', text, edition_type: 'jinja2' })
    const inputs = { list: [1, 2], name: '{{#context#}}' }
    expect((await texts({ section, inputs, templates }))[0]).toBe('2,3,{{#context#}}')
  })

  it.each<[string, Changes, string]>([
    ['a Jinja2 prompt where nothing renders those', {}, 'nothing here renders those'],
    [
      'a Jinja2 prompt that cannot be rendered',
      { templates: { render: () => ({ type: 'failed', message: 'line 1' }) } },
      'line 1',
    ],
  ])('refuses %s', async (_what, changes, problem) => {
    const section = advanced({ role: 'system', text: '{% x %}', edition_type: 'jinja2' })
    const ask = () => request({ section, ...changes })
    await expect(ask()).rejects.toThrow(ValidationError)
    await expect(ask()).rejects.toThrow(problem)
  })

  it.each(['chat', 'completion'] as const)(
    'refuses an advanced prompt that says nothing to a %s model',
    async (mode) => {
      const ask = () => request({ section: { prompt_type: 'advanced' }, profile: { mode } })
      await expect(ask()).rejects.toThrow(`${mode}_prompt_config has no prompt.`)
    },
  )

  it('refuses to ask nothing', async () => {
    const asked = request({ section: { pre_prompt: '' }, query: '' })
    await expect(asked).rejects.toThrow(ValidationError)
  })

  it('leaves out files the model cannot read, of now and of before', async () => {
    const round = { query: 'q1', answer: 'a1', media: [image] }
    const args = { media: [image], history: [round] }
    expect(
      (await request({ ...args, profile: { features: new Set() } })).messages.slice(1),
    ).toEqual([
      { role: 'user', content: 'q1' },
      { role: 'assistant', content: 'a1' },
      { role: 'user', content: 'Q' },
    ])
    const seen = (await request({ ...args, profile: { features: new Set(['vision']) } })).messages
    expect(seen.map(({ content }) => typeof content)).toEqual([
      'string',
      'object',
      'string',
      'object',
    ])
  })

  it('G 50: leaves the answer what the prompt leaves of the context', async () => {
    const parameters = { max_tokens: 50 }
    const short = await request({ parameters, profile: { contextSize: 40 }, query: 'Q'.repeat(18) })
    expect(short.parameters).toEqual({ max_tokens: 20 })
    const full = await request({ parameters, profile: { contextSize: 40 }, query: 'Q'.repeat(400) })
    expect(full.parameters).toEqual({ max_tokens: 16 })
    expect((await request({ parameters })).parameters).toEqual(parameters)
  })

  it('tells the history to a completion model where the author called its sides by name', async () => {
    const section = (names: JsonObject | undefined) => ({
      prompt_type: 'advanced',
      completion_prompt_config: {
        prompt: { text: '{{#histories#}}' },
        ...(names && { conversation_histories_role: names }),
      },
    })
    const told = (names: JsonObject | undefined) =>
      texts({ section: section(names), history, profile: { mode: 'completion' } })
    expect(await told({ user_prefix: 'U', assistant_prefix: '' })).toEqual(['U: q1\nAssistant: a1'])
    expect(await told(undefined)).toEqual(['{#histories#}'])
  })
})
