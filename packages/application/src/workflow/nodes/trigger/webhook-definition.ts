import type { NodeData } from '@weft/domain/workflow'

/** Types a value of a webhook may be declared with. */
const WEBHOOK_FIELD_TYPES = [
  'string',
  'number',
  'boolean',
  'object',
  'array[string]',
  'array[number]',
  'array[boolean]',
  'array[object]',
  'file',
] as const
export type WebhookFieldType = (typeof WEBHOOK_FIELD_TYPES)[number]

export type WebhookField = {
  readonly name: string
  /** The output it becomes. */
  readonly output: string
  readonly type: WebhookFieldType
  readonly isRequired: boolean
}

const CONTENT_TYPES = [
  'application/json',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  'text/plain',
  'application/octet-stream',
] as const
type WebhookContentType = (typeof CONTENT_TYPES)[number]

/** What a webhook expects, and how it answers. */
export type WebhookDefinition = {
  /** Upper case. */
  readonly method: string
  readonly contentType: WebhookContentType
  readonly headers: readonly WebhookField[]
  readonly params: readonly WebhookField[]
  readonly body: readonly WebhookField[]
  readonly response: { readonly status: number; readonly body: string }
}

const METHODS = ['get', 'post', 'head', 'patch', 'put', 'delete'] as const

/** Reads the data of a `trigger-webhook` node. @throws InvalidNodeData naming the field that cannot be read. */
export function parseWebhook(data: NodeData): WebhookDefinition {
  return {
    method: parseMethod(data),
    contentType: data.word('content_type', CONTENT_TYPES, 'application/json'),
    headers: data.maps('headers').map((field) => parseField(field, toVariableName)),
    params: data.maps('params').map((field) => parseField(field, asItIs)),
    body: data.maps('body').map((field) => parseField(field, asItIs)),
    response: {
      status: data.integer('status_code', 200),
      body: data.text('response_body', ''),
    },
  }
}

function parseMethod(data: NodeData): string {
  const method = data.text('method', 'get').toLowerCase()
  const known = METHODS.find((each) => each === method)
  return known?.toUpperCase() ?? data.refuse('method', `must be one of ${METHODS.join(', ')}`)
}

function parseField(data: NodeData, toOutput: (name: string) => string): WebhookField {
  const name = data.text('name')
  return {
    name,
    output: toOutput(name),
    type: data.word('type', WEBHOOK_FIELD_TYPES, 'string'),
    isRequired: data.flag('required', false),
  }
}

/** Names of headers have dashes, names of variables have none. */
export function toVariableName(header: string): string {
  return header.replaceAll('-', '_')
}

function asItIs(name: string): string {
  return name
}
