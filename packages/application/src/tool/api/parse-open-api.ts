import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { ToolSchemaInvalid, type ToolParameterType } from '@weft/domain/tool'
import { parse } from 'yaml'
import type { ApiBody, ApiOperation, ApiParameter } from './api-operation.js'

const MAX_SCHEMA_CHARACTERS = 2_000_000
const METHODS = ['get', 'post', 'put', 'delete', 'patch', 'head', 'options', 'trace'] as const

/**
 * The operations of an OpenAPI document, given as JSON, YAML or already read. Only references within the document are
 * followed: nothing is fetched.
 *
 * @throws ToolSchemaInvalid when it is no such document or names no server.
 */
export function parseOpenApi(document: string | JsonObject): readonly ApiOperation[] {
  const root = typeof document === 'string' ? parseText(document) : document
  const api = new ApiDocument(root)
  return Object.entries(mapOf(root['paths'])).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = isJsonObject(item) ? item[method] : undefined
      return isJsonObject(operation) ? [api.operation(path, method, mapOf(item), operation)] : []
    }),
  )
}

function parseText(text: string): JsonObject {
  if (text.length > MAX_SCHEMA_CHARACTERS)
    throw new ToolSchemaInvalid(`The schema is longer than ${MAX_SCHEMA_CHARACTERS} characters.`)
  const value = parseJson(text) ?? parseYaml(text)
  return isJsonObject(value) ? value : fail('The schema must be a map.')
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100, logLevel: 'silent' })
  } catch (error) {
    return fail(`The schema is neither JSON nor YAML: ${describe(error)}`)
  }
}

class ApiDocument {
  private readonly serverUrl: string

  constructor(private readonly root: JsonObject) {
    const [server] = listOf(root['servers'])
    const url = isJsonObject(server) ? server['url'] : undefined
    if (!isJsonObject(root['paths'])) fail('The schema has no paths.')
    this.serverUrl = typeof url === 'string' && URL.canParse(url) ? url : fail(NO_SERVER)
    if (!/^https?:$/.test(new URL(this.serverUrl).protocol)) fail(NO_SERVER)
  }

  operation(path: string, method: string, item: JsonObject, operation: JsonObject): ApiOperation {
    const shared = [...listOf(item['parameters']), ...listOf(operation['parameters'])]
    const body = this.body(this.resolve(operation['requestBody']))
    return {
      name: textOf(operation['operationId']) || nameFor(path, method),
      description: textOf(operation['description']) || textOf(operation['summary']),
      method: method.toUpperCase(),
      serverUrl: this.serverUrl,
      path,
      parameters: [
        ...shared.flatMap((parameter) => this.parameter(this.resolve(parameter))),
        ...(body?.parameters ?? []),
      ],
      body: body && { contentType: body.contentType, properties: body.properties },
    }
  }

  private parameter(raw: JsonObject): readonly ApiParameter[] {
    const place = PLACES.find((each) => each === raw['in'])
    if (!place) return []
    const schema = this.resolve(raw['schema'])
    return [
      toParameter(
        textOf(raw['name']),
        { ...schema, ...described(raw) },
        {
          place,
          isRequired: raw['required'] === true,
        },
      ),
    ]
  }

  private body(
    raw: JsonObject,
  ): (ApiBody & { readonly parameters: readonly ApiParameter[] }) | undefined {
    const [content] = Object.entries(mapOf(raw['content']))
    if (!content) return undefined
    const [contentType, media] = content
    const schema = this.resolve(mapOf(media)['schema'])
    const properties = Object.fromEntries(
      Object.entries(mapOf(schema['properties'])).map(([name, each]) => [name, this.resolve(each)]),
    )
    const required = new Set(listOf(schema['required']))
    const parameters = Object.entries(properties).map(([name, property]) =>
      toParameter(name, property, { place: 'body', isRequired: required.has(name) }),
    )
    return { contentType, properties, parameters }
  }

  /** The map a reference leads to; the map itself where it is none. */
  private resolve(value: JsonValue | undefined, depth = 0): JsonObject {
    if (!isJsonObject(value)) return {}
    const reference = value['$ref']
    if (typeof reference !== 'string') return value
    if (!reference.startsWith('#/') || depth > 20)
      return fail(`The reference ${reference} cannot be followed.`)
    const target = reference
      .slice(2)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<JsonValue | undefined>((at, part) => childOf(at, part), this.root)
    return isJsonObject(target)
      ? this.resolve(target, depth + 1)
      : fail(`The reference ${reference} leads nowhere.`)
  }
}

const NO_SERVER = 'The schema must name a server: servers[0].url, an address of http or https.'
const PLACES = ['path', 'query', 'header', 'cookie'] as const

function toParameter(
  name: string,
  schema: JsonObject,
  { place, isRequired }: Pick<ApiParameter, 'place' | 'isRequired'>,
): ApiParameter {
  const type = typeOf(schema)
  const defaultValue = schema['default']
  return {
    name,
    place,
    type,
    form: 'llm',
    description: textOf(schema['description']),
    isRequired,
    ...(defaultValue !== undefined && defaultValue !== null && { defaultValue }),
    // What is a list or a map to the API is one to the model, so it is told what is in it.
    ...(isStructured(schema) && { schema }),
  }
}

function typeOf(schema: JsonObject): ToolParameterType {
  const type = Array.isArray(schema['type']) ? (schema['type'] as JsonArray)[0] : schema['type']
  if (schema['format'] === 'binary') return 'file'
  if (type === 'array' && mapOf(schema['items'])['format'] === 'binary') return 'files'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'boolean' || type === 'array' || type === 'object') return type
  return 'string'
}

function isStructured(schema: JsonObject): boolean {
  const type = typeOf(schema)
  return type === 'array' || type === 'object'
}

function described({ description }: JsonObject): JsonObject {
  return description === undefined ? {} : { description }
}

/** `GET /pets/{id}` without an id of its own is `petsid_get`. */
function nameFor(path: string, method: string): string {
  const name = path.replace(/[^a-zA-Z0-9_-]/g, '')
  return `${name === '' ? 'root' : name}_${method}`
}

function childOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

function mapOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function listOf(value: JsonValue | undefined): JsonArray {
  return Array.isArray(value) ? (value as JsonArray) : []
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function fail(message: string): never {
  throw new ToolSchemaInvalid(message)
}
