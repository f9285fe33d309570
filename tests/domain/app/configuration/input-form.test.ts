import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'
import { expectRefused, validated } from './configuration.js'

const form = (type: string, field: JsonObject) => ({ user_input_form: [{ [type]: field }] })
const text = (variable: JsonValue, rest: JsonObject = {}) =>
  form('text-input', { label: 'L', variable, ...rest })

describe('the input form of a configuration', () => {
  it.each(['_a1', 'a', '主题', '🚀go', 'x'.repeat(100)])('G 54: takes the variable %s', (name) => {
    expect(validated(text(name))['user_input_form']).toEqual([
      { 'text-input': { label: 'L', variable: name, required: false } },
    ])
  })

  it.each(['1abc', 'x'.repeat(101), 'a b', 'a-b', 'é', '#context#', '', null])(
    'G 54: refuses the variable %j',
    (name) => {
      expectRefused(text(name), 'user_input_form[0].text-input.variable')
    },
  )

  it('G 54: refuses a field without a label', () => {
    const field = 'user_input_form[0].paragraph.label'
    expectRefused(form('paragraph', { variable: 'a' }), field, 'is required')
    expectRefused(form('paragraph', { variable: 'a', label: 3 }), field, 'must be a text')
  })

  it('G 55: refuses a default that is no option', () => {
    const select = (rest: JsonObject) => form('select', { label: 'L', variable: 'a', ...rest })
    const options = ['x', 'y']
    expectRefused(
      select({ options, default: 'z' }),
      'user_input_form[0].select.default',
      'must be one of the options',
    )
    for (const byDefault of ['', 'x', null])
      expect(validated(select({ options, default: byDefault }))['user_input_form']).toEqual([
        { select: { label: 'L', variable: 'a', required: false, options, default: byDefault } },
      ])
    expect(validated(select({}))['user_input_form']).toMatchObject([{ select: { options: [] } }])
    expectRefused(select({ options: 'x' }), 'user_input_form[0].select.options', 'must be a list')
  })

  it.each(['number', 'checkbox', 'paragraph', 'external_data_tool'])(
    'takes the type %s and keeps what else a field says',
    (type) => {
      const field = { label: '', variable: 'a', required: true, max_length: 9, config: {}, hint: 1 }
      expect(validated(form(type, field))['user_input_form']).toEqual([{ [type]: field }])
    },
  )

  it.each<[JsonValue, string]>([
    ['x', 'user_input_form'],
    [['x'], 'user_input_form[0]'],
    [[{}], 'user_input_form[0]'],
    [[{ colour: {} }], 'user_input_form[0]'],
    [[{ number: {}, select: {} }], 'user_input_form[0]'],
    [[{ number: 'x' }], 'user_input_form[0].number'],
    [
      [{ number: { label: 'L', variable: 'a', required: 'yes' } }],
      'user_input_form[0].number.required',
    ],
  ])('refuses %j', (user_input_form, field) => {
    expectRefused({ user_input_form }, field)
  })

  it('is empty by default', () => {
    expect(validated({})['user_input_form']).toEqual([])
  })
})
