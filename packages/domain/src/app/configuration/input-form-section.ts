import type { JsonObject, JsonValue } from '../../kernel/index.js'
import type { Section } from './section.js'
import type { Settings } from './settings.js'

const TYPES = ['text-input', 'paragraph', 'select', 'number', 'checkbox', 'external_data_tool']

/** Letters, digits and underscores, Chinese characters and the common emoji; no digit to begin with. */
const VARIABLE = /^(?!\d)[\u4e00-\u9fa5A-Za-z0-9_\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}]{1,100}$/u

/** What an app asks its users for. */
export const inputFormSection: Section = (settings) => ({
  user_input_form: settings
    .maps('user_input_form')
    .map((item, index) => checkItem(item, `user_input_form[${index}]`, settings)),
})

function checkItem(item: Settings, place: string, settings: Settings): JsonObject {
  const [type, ...others] = Object.keys(item.content)
  if (type === undefined || others.length > 0 || !TYPES.includes(type))
    return settings.refuse(
      place,
      `must have one key, the type of the variable: ${TYPES.join(', ')}`,
    )
  return { [type]: checkField(type, item.requiredMap(type)) }
}

function checkField(type: string, field: Settings): JsonObject {
  if (!field.has('label')) field.refuse('label', 'is required')
  field.text('label', '')
  if (!VARIABLE.test(field.requiredText('variable')))
    field.refuse(
      'variable',
      'must be 1 to 100 letters, digits, underscores, Chinese characters or emoji and not begin with a digit',
    )
  return {
    ...field.content,
    required: field.flag('required'),
    ...(type === 'select' && { options: checkOptions(field) }),
  }
}

function checkOptions(field: Settings): readonly string[] {
  const options = field.texts('options')
  const byDefault: JsonValue = field.raw('default') ?? ''
  const isChosen = byDefault !== '' && byDefault !== false && byDefault !== 0
  if (isChosen && !options.some((option) => option === byDefault))
    field.refuse('default', 'must be one of the options')
  return options
}
