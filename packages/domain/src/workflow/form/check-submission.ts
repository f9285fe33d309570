import type { JsonArray, JsonObject, JsonValue } from '../../kernel/index.js'
import { fileTypeOf } from '../value/file-type.js'
import type { FileValue } from '../value/file-value.js'
import type { FileField, FileListField, Form, FormField, SelectField } from './form.js'
import { InvalidFormData } from './form-error.js'

/** What somebody fills in: the action they chose, and a value for every field. */
export type FormSubmission = {
  readonly action: string
  readonly inputs: JsonObject
}

/** Makes file values of files as callers name them. Throws, with a message for people, for those that cannot be used. */
export type ReadFiles = (files: JsonArray) => readonly FileValue[]

/**
 * The values of a form's fields, checked. What the form does not ask for is left out.
 *
 * @throws InvalidFormData for an unknown action, for missing fields, and for the first value that does not fit.
 */
export function checkSubmission(
  { actions, fields }: Form,
  { action, inputs }: FormSubmission,
  readFiles: ReadFiles,
): JsonObject {
  if (!actions.some(({ id }) => id === action))
    throw new InvalidFormData(`Invalid action: ${action}`)
  const missing = fields.filter(({ name }) => !Object.hasOwn(inputs, name))
  if (missing.length > 0)
    throw new InvalidFormData(
      `Missing required inputs: ${missing.map(({ name }) => name).join(', ')}`,
    )
  return Object.fromEntries(
    fields.map((field) => [field.name, checkValue(field, inputs[field.name] ?? null, readFiles)]),
  )
}

function checkValue(field: FormField, value: JsonValue, readFiles: ReadFiles): JsonValue {
  switch (field.type) {
    case 'paragraph':
      return requireText('paragraph', field.name, value)
    case 'select':
      return checkOption(field, requireText('select', field.name, value))
    case 'file':
      return checkFile(field, value, readFiles)
    case 'file-list':
      return checkFiles(field, value, readFiles)
  }
}

function requireText(type: string, name: string, value: JsonValue): string {
  if (typeof value === 'string') return value
  throw new InvalidFormData(`Invalid value for ${type} input '${name}': expected string`)
}

function checkOption({ name, source }: SelectField, option: string): string {
  if (source.value.includes(option)) return option
  throw new InvalidFormData(`Invalid value for select input '${name}': ${option}`)
}

function checkFile(field: FileField, value: JsonValue, readFiles: ReadFiles): JsonValue {
  return guardFiles(`file input '${field.name}'`, () => {
    const [file] = readFiles([value])
    if (file === undefined) throw new InvalidFormData('expected a file')
    requireAllowed(field, file)
    return file
  })
}

function checkFiles(field: FileListField, value: JsonValue, readFiles: ReadFiles): JsonValue {
  return guardFiles(`file list input '${field.name}'`, () => {
    if (!Array.isArray(value)) throw new InvalidFormData('expected a list of files')
    const files = readFiles(value as JsonArray)
    const { maxFiles } = field
    if (maxFiles !== undefined && files.length > maxFiles)
      throw new InvalidFormData(`at most ${maxFiles} files are taken`)
    for (const file of files) requireAllowed(field, file)
    return files
  })
}

function requireAllowed(
  { fileTypes, extensions }: FileField | FileListField,
  { type, extension }: FileValue,
): void {
  if (fileTypes.length === 0 || fileTypes.includes(type)) return
  const given = typeof extension === 'string' ? extension.toLowerCase() : ''
  const isCustom =
    fileTypes.includes('custom') && extensions.some((one) => withDot(one) === withDot(given))
  const isByName = given !== '' && fileTypes.includes(fileTypeOf({ extension: given }))
  if (!isCustom && !isByName) throw new InvalidFormData(`files of the type ${type} are not taken`)
}

function withDot(extension: string): string {
  const lower = extension.toLowerCase()
  return lower.startsWith('.') ? lower : `.${lower}`
}

function guardFiles<Result>(input: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new InvalidFormData(`Invalid value for ${input}: ${problem}`, { cause: error })
  }
}
