import type { JsonObject, JsonValue } from '../../kernel/index.js'
import { isFileValue } from '../value/file-value.js'
import { pythonJson } from '../value/python-text.js'
import type { Form } from './form.js'

const FIELD = /\{\{#\$output\.([a-zA-Z_][a-zA-Z0-9_]*)#\}\}/g

/**
 * The form's content with the values in the places of its fields. A file is shown as `[file]`, a list of files as their
 * number. What is filled in is not searched for fields again; a place without a value is left empty.
 */
export function renderSubmittedForm(
  { content }: Pick<Form, 'content'>,
  values: JsonObject,
): string {
  return content.replaceAll(FIELD, (_, name: string) =>
    Object.hasOwn(values, name) ? renderValue(values[name] ?? null) : '',
  )
}

function renderValue(value: JsonValue): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  if (isFileValue(value)) return '[file]'
  const isFiles = Array.isArray(value) && (value as readonly JsonValue[]).every(isFileValue)
  return isFiles ? `[${value.length} files]` : pythonJson(value)
}
