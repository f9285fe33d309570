import type { JsonArray, JsonObject, JsonValue } from '@weft/domain/kernel'
import { validateInputs, type InputField, type InputForm } from '@weft/domain/workflow'
import { toFileValues } from './file-argument.js'

/**
 * What a caller gave, checked against the form, its files as values a run understands.
 *
 * @throws InvalidInput for the first variable that does not fit.
 * @throws InvalidFileArgument for a file that cannot be used.
 */
export function checkedInputs(form: InputForm, inputs: JsonObject): JsonObject {
  const checked = validateInputs(form, inputs)
  const files = form.fields.filter(({ type }) => type === 'file' || type === 'file-list')
  if (files.length === 0) return checked
  const values = files.map((field) => [field.variable, fileValue(field, checked)] as const)
  return { ...checked, ...Object.fromEntries(values) }
}

function fileValue({ type, variable }: InputField, checked: JsonObject): JsonValue {
  const value = checked[variable] ?? null
  if (value === null) return null
  if (type === 'file-list') return toFileValues(value as JsonArray)
  return toFileValues([value])[0] ?? null
}
