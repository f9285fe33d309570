import type { JsonValue } from '@weft/domain/kernel'
import {
  FormId,
  pythonString,
  renderTemplate,
  renderText,
  type Form,
  type FormField,
  type NodeContext,
  type VariableReader,
} from '@weft/domain/workflow'
import type { FieldDefinition, HumanInputData, Origin } from './human-input-data.js'

/** What makes one form different from all others. */
export interface FormIdentities {
  /** A fresh UUID. */
  nextId(): string
  /** A fresh text that nobody can guess. */
  nextToken(): string
}

/** The form as people are shown it: references filled in, its time running from now. */
export function openForm(
  { content, fields, actions, timeoutMs, isShownInApp, isReachable }: HumanInputData,
  context: Pick<NodeContext, 'nodeId' | 'variables' | 'now'>,
  nodeTitle: string,
  identities: FormIdentities,
): Form {
  const { nodeId, variables } = context
  const shown = fields.map((field) => showField(field, variables))
  return {
    id: FormId.parse(identities.nextId()),
    nodeId,
    nodeTitle,
    content: renderTemplate(content, variables, 'markdown'),
    fields: shown,
    actions,
    defaults: defaultsOf(shown),
    isShownInApp,
    token: isReachable ? identities.nextToken() : undefined,
    expiresAt: new Date(context.now().getTime() + timeoutMs),
  }
}

function showField(field: FieldDefinition, variables: VariableReader): FormField {
  if (field.type === 'paragraph') {
    const { name, default: origin } = field
    const source = origin && { ...origin, value: textOf(origin, variables) }
    return { type: 'paragraph', name, source }
  }
  if (field.type !== 'select') return field
  const { name, options } = field
  return { type: 'select', name, source: { ...options, value: optionsOf(options, variables) } }
}

function textOf({ type, selector, value }: Origin, variables: VariableReader): string {
  if (type === 'constant') return value === null ? '' : pythonString(value)
  const segment = variables.get(selector)
  return segment === undefined ? '' : renderText(segment)
}

function optionsOf(origin: Origin, variables: VariableReader): readonly string[] {
  const value =
    origin.type === 'constant' ? origin.value : (variables.get(origin.selector)?.value ?? null)
  return Array.isArray(value)
    ? (value as readonly JsonValue[]).map((option) => pythonString(option))
    : []
}

function defaultsOf(fields: readonly FormField[]): Form['defaults'] {
  const defaults = fields.flatMap((field) =>
    field.type === 'paragraph' && field.source !== undefined
      ? [[field.name, field.source.value] as const]
      : [],
  )
  return Object.fromEntries(defaults)
}
