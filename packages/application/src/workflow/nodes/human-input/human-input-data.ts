import {
  FILE_TYPES,
  FORM_ACTION_STYLES,
  isFileType,
  parseTemplate,
  readSelector,
  type FileField,
  type FileListField,
  type FileType,
  type FormAction,
  type NodeData,
  type Selector,
  type Template,
} from '@weft/domain/workflow'
import type { JsonValue } from '@weft/domain/kernel'

/** What a human-input node asks, before its references are filled in. */
export type HumanInputData = {
  readonly content: Template
  readonly fields: readonly FieldDefinition[]
  readonly actions: readonly FormAction[]
  readonly timeoutMs: number
  /** Whether the app's own page shows the form. */
  readonly isShownInApp: boolean
  /** Whether the form may be filled in by those who come through the app. */
  readonly isReachable: boolean
}

export type FieldDefinition =
  | { readonly type: 'paragraph'; readonly name: string; readonly default: Origin | undefined }
  | { readonly type: 'select'; readonly name: string; readonly options: Origin }
  | FileField
  | FileListField

/** A value that is given, or a variable to take it from. */
export type Origin = {
  readonly type: 'constant' | 'variable'
  readonly selector: Selector
  readonly value: JsonValue
}

const MS_PER_HOUR = 3_600_000
const MS_PER_UNIT = { hour: MS_PER_HOUR, day: 24 * MS_PER_HOUR } as const
const DEFAULT_TIMEOUT = 36
const MAX_ACTION_ID_LENGTH = 20
const MAX_ACTION_TITLE_LENGTH = 100
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/

/** @throws InvalidNodeData */
export function readHumanInputData(data: NodeData): HumanInputData {
  const fields = data.maps('inputs').map(readField)
  requireUnique(
    data,
    'inputs',
    fields.map(({ name }) => name),
  )
  const actions = data.maps('user_actions').map(readAction)
  requireUnique(
    data,
    'user_actions',
    actions.map(({ id }) => id),
  )
  return {
    content: parseTemplate(data.text('form_content', '')),
    fields,
    actions,
    timeoutMs: readTimeoutMs(data),
    ...readDelivery(data),
  }
}

function readTimeoutMs(data: NodeData): number {
  const amount = data.integer('timeout', DEFAULT_TIMEOUT)
  if (amount < 0) data.refuse('timeout', 'must not be negative')
  return amount * MS_PER_UNIT[data.word('timeout_unit', ['hour', 'day'], 'hour')]
}

/** A document that names no way of delivery leaves its form open to whoever runs it. */
function readDelivery(data: NodeData) {
  const methods = data.maps('delivery_methods').filter((method) => method.flag('enabled', true))
  const isShownInApp = methods.some((method) => method.text('type', '') === 'webapp')
  const isUnspoken = data.list('delivery_methods').length === 0
  return { isShownInApp, isReachable: isShownInApp || isUnspoken }
}

function readAction(action: NodeData): FormAction {
  const id = action.text('id')
  if (!IDENTIFIER.test(id) || id.length > MAX_ACTION_ID_LENGTH)
    action.refuse('id', `must be an identifier of at most ${MAX_ACTION_ID_LENGTH} characters`)
  const title = action.text('title', '')
  if (title.length > MAX_ACTION_TITLE_LENGTH)
    action.refuse('title', `must have at most ${MAX_ACTION_TITLE_LENGTH} characters`)
  return { id, title, style: action.word('button_style', FORM_ACTION_STYLES, 'default') }
}

const FIELD_TYPES = ['paragraph', 'text-input', 'select', 'file', 'file-list'] as const

/** Older documents call a paragraph a text-input. */
function readField(field: NodeData): FieldDefinition {
  const type = field.word('type', FIELD_TYPES)
  const name = field.text('output_variable_name')
  switch (type) {
    case 'paragraph':
    case 'text-input': {
      const origin = field.child('default')
      return { type: 'paragraph', name, default: origin && readOrigin(origin) }
    }
    case 'select':
      return { type, name, options: readOptions(field) }
    case 'file':
      return { type, name, ...readFileRules(field) }
    case 'file-list':
      return { type, name, ...readFileRules(field), maxFiles: readMaxFiles(field) }
  }
}

function readOptions(field: NodeData): Origin {
  const source = field.child('option_source') ?? field.refuse('option_source', 'is missing')
  return readOrigin(source)
}

function readOrigin(origin: NodeData): Origin {
  return {
    type: origin.word('type', ['constant', 'variable'], 'constant'),
    selector: readSelector(origin.raw('selector')) ?? [],
    value: origin.raw('value') ?? null,
  }
}

function readMaxFiles(field: NodeData): number | undefined {
  const limit = field.integer('number_limits', 0)
  return limit > 0 ? limit : undefined
}

function readFileRules(field: NodeData) {
  const fileTypes = field.list('allowed_file_types').filter(isFileType) satisfies FileType[]
  const extensions = texts(field, 'allowed_file_extensions')
  if (fileTypes.length < field.list('allowed_file_types').length)
    field.refuse('allowed_file_types', `must hold some of ${FILE_TYPES.join(', ')}`)
  if (fileTypes.includes('custom') && extensions.length === 0)
    field.refuse('allowed_file_extensions', 'must say which custom files are taken')
  return { fileTypes, extensions, uploadMethods: texts(field, 'allowed_file_upload_methods') }
}

function texts(field: NodeData, name: string): readonly string[] {
  return field.list(name).filter((item): item is string => typeof item === 'string')
}

function requireUnique(data: NodeData, field: string, names: readonly string[]): void {
  const repeated = names.find((name, i) => names.indexOf(name) !== i)
  if (repeated !== undefined) data.refuse(field, `must not hold '${repeated}' twice`)
}
