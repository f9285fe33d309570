import {
  FILE_TYPES,
  FORM_ACTION_STYLES,
  FormId,
  type FieldSource,
  type Form,
  type FormField,
} from '@weft/domain/workflow'
import type { StoredFields } from '../kernel/stored-fields.js'

const FIELD_TYPES = ['paragraph', 'select', 'file', 'file-list'] as const
const SOURCE_TYPES = ['constant', 'variable'] as const

/** Reads a form as it was shown to people: part of events, and of the form's own row. */
export const readForm = (fields: StoredFields): Form => ({
  id: FormId.parse(fields.text('id')),
  nodeId: fields.text('nodeId'),
  nodeTitle: fields.text('nodeTitle'),
  content: fields.text('content'),
  fields: fields.children('fields').map(readField),
  actions: fields.children('actions').map((action) => ({
    id: action.text('id'),
    title: action.text('title'),
    style: action.word('style', FORM_ACTION_STYLES),
  })),
  defaults: readDefaults(fields.child('defaults'), Object.keys(fields.object('defaults'))),
  isShownInApp: fields.flag('isShownInApp'),
  token: fields.optional('token', (from, name) => from.text(name)),
  expiresAt: fields.date('expiresAt'),
})

// `fromEntries` defines properties, so a name such as `__proto__` stays a name.
const readDefaults = (fields: StoredFields, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, fields.text(name)] as const))

function readField(fields: StoredFields): FormField {
  const type = fields.word('type', FIELD_TYPES)
  const name = fields.text('name')
  switch (type) {
    case 'paragraph':
      return { type, name, source: fields.optional('source', readTextSource) }
    case 'select':
      return { type, name, source: readOptions(fields.child('source')) }
    case 'file':
      return { type, name, ...readFileRules(fields) }
    case 'file-list': {
      const maxFiles = fields.optional('maxFiles', (from, limit) => from.number(limit))
      return { type, name, ...readFileRules(fields), maxFiles }
    }
  }
}

function readTextSource(fields: StoredFields, name: string): FieldSource<string> {
  const source = fields.child(name)
  return { ...readOrigin(source), value: source.text('value') }
}

const readOptions = (source: StoredFields): FieldSource<readonly string[]> => ({
  ...readOrigin(source),
  value: source.texts('value'),
})

const readOrigin = (source: StoredFields) => ({
  type: source.word('type', SOURCE_TYPES),
  selector: source.texts('selector'),
})

const readFileRules = (fields: StoredFields) => ({
  fileTypes: fields.words('fileTypes', FILE_TYPES),
  extensions: fields.texts('extensions'),
  uploadMethods: fields.texts('uploadMethods'),
})
