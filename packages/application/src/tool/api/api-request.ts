import {
  isJsonObject,
  type EgressRequest,
  type JsonObject,
  type JsonValue,
} from '@weft/domain/kernel'
import { ToolArgumentInvalid, ToolInvocationFailed } from '@weft/domain/tool'
import { pythonString } from '@weft/domain/workflow'
import type { ApiCredentials } from './api-credentials.js'
import type { ApiOperation, ApiParameter } from './api-operation.js'
import { convertProperty } from './convert-property.js'

const EXECUTABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'])
const MAX_API_BYTES = 50 * 1024 * 1024

/**
 * The request an operation makes with these values. It goes to the server the document names, whatever the values say.
 *
 * @throws ToolInvocationFailed when the operation cannot be carried out.
 * @throws ToolArgumentInvalid when a required value is missing.
 */
export function toApiRequest(
  operation: ApiOperation,
  values: JsonObject,
  credentials: ApiCredentials,
): EgressRequest {
  const { method } = operation
  if (!EXECUTABLE.has(method))
    throw new ToolInvocationFailed(`Operations of the method ${method} cannot be carried out.`)
  const body = bodyOf(operation, values)
  return {
    method,
    url: urlOf(operation, values, credentials),
    headers: [...headersOf(operation, values, credentials), ...(body?.headers ?? [])],
    body: body?.text,
    timeouts: { connectMs: 10_000, idleMs: 60_000 },
    maxResponseBytes: MAX_API_BYTES,
    // Redirects are followed where it is known which of them may see the credentials.
    maxRedirects: 0,
  }
}

function urlOf(operation: ApiOperation, values: JsonObject, credentials: ApiCredentials): string {
  const { serverUrl, parameters } = operation
  let path = operation.path
  for (const parameter of placed(parameters, 'path'))
    path = path.replaceAll(`{${parameter.name}}`, pathPart(requireValue(parameter, values)))
  const url = new URL(serverUrl.replace(/\/$/, '') + path)
  if (url.origin !== new URL(serverUrl).origin)
    throw new ToolInvocationFailed(`The path ${operation.path} leads away from ${serverUrl}.`)
  for (const parameter of placed(parameters, 'query')) {
    const text = textOf(requireValue(parameter, values))
    if (text !== '') url.searchParams.append(parameter.name, text)
  }
  if (credentials.type === 'query')
    url.searchParams.set(credentials.name, credentials.value.reveal())
  return url.toString()
}

/** One part of a path, never more: no slash gets through, and no step up. */
function pathPart(value: JsonValue): string {
  const text = textOf(value)
  if (text === '.' || text === '..')
    throw new ToolArgumentInvalid(`${JSON.stringify(text)} cannot be part of a path.`)
  return encodeURIComponent(text)
}

function headersOf(
  { parameters }: ApiOperation,
  values: JsonObject,
  credentials: ApiCredentials,
): readonly (readonly [string, string])[] {
  const headers = placed(parameters, 'header').map(
    (parameter) => [parameter.name, headerText(requireValue(parameter, values))] as const,
  )
  const cookies = placed(parameters, 'cookie').map(
    (parameter) =>
      `${parameter.name}=${encodeURIComponent(textOf(requireValue(parameter, values)))}`,
  )
  return [
    ...headers,
    ...(cookies.length > 0 ? [['Cookie', cookies.join('; ')] as const] : []),
    ...(credentials.type === 'header'
      ? [[credentials.name, credentials.value.reveal()] as const]
      : []),
  ]
}

function headerText(value: JsonValue): string {
  return textOf(value).replace(/[\r\n\0]/g, ' ')
}

type Body = {
  readonly headers: readonly (readonly [string, string])[]
  readonly text: string
}

function bodyOf({ body, parameters }: ApiOperation, values: JsonObject): Body | undefined {
  if (!body) return undefined
  const entries = placed(parameters, 'body').flatMap((parameter) => {
    const value = Object.hasOwn(values, parameter.name) ? values[parameter.name] : undefined
    if (value === undefined || value === null) {
      if (parameter.isRequired) throw missing(parameter)
      return []
    }
    return [
      [parameter.name, convertProperty(body.properties[parameter.name] ?? {}, value)] as const,
    ]
  })
  return {
    headers: [['Content-Type', body.contentType]],
    text: serialise(body.contentType, entries),
  }
}

function serialise(
  contentType: string,
  entries: readonly (readonly [string, JsonValue])[],
): string {
  if (contentType === 'application/x-www-form-urlencoded')
    return new URLSearchParams(
      entries.map(([name, value]): [string, string] => [name, textOf(value)]),
    ).toString()
  if (contentType === 'multipart/form-data')
    throw new ToolInvocationFailed(
      'Operations that take multipart/form-data are not available here.',
    )
  return JSON.stringify(Object.fromEntries(entries))
}

function placed(
  parameters: readonly ApiParameter[],
  place: ApiParameter['place'],
): readonly ApiParameter[] {
  return parameters.filter((parameter) => parameter.place === place)
}

/** The value, or nothing as an empty text. @throws ToolArgumentInvalid when a required one is missing. */
function requireValue(parameter: ApiParameter, values: JsonObject): JsonValue {
  const value = Object.hasOwn(values, parameter.name) ? values[parameter.name] : undefined
  if (value !== undefined && value !== null) return value
  if (parameter.isRequired) throw missing(parameter)
  return ''
}

function missing({ name }: ApiParameter): ToolArgumentInvalid {
  return new ToolArgumentInvalid(`Missing required parameter ${name} in operation`)
}

function textOf(value: JsonValue): string {
  return isJsonObject(value) || Array.isArray(value) ? JSON.stringify(value) : pythonString(value)
}
