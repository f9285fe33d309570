import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { ToolDefinition } from '@weft/domain/model'
import type { TokenEncoding } from './token-encoding.js'

/*
 * OpenAI does not say how tools are put into the prompt; its cookbook counts them with these numbers, which come to
 * what the service reports (How to count tokens with tiktoken, section 7).
 */
const TOKENS_PER_TOOL: Readonly<Record<TokenEncoding, number>> = { o200k_base: 7, cl100k_base: 10 }
const TOKENS_OF_PROPERTIES = 3
const TOKENS_PER_PROPERTY = 3
const TOKENS_OF_ENUM = -3
const TOKENS_PER_ENUM_VALUE = 3
const TOKENS_OF_TOOLS = 12

/** What a property's line already says; all else of its schema counts as its JSON. */
const SAID = new Set(['type', 'description', 'enum', 'title', 'default'])

/** What tools add to a prompt: a fixed number of tokens, and texts that are counted. */
export type ToolShape = { readonly tokens: number; readonly texts: readonly string[] }

export function shapeOfTools(tools: readonly ToolDefinition[], encoding: TokenEncoding): ToolShape {
  if (tools.length === 0) return { tokens: 0, texts: [] }
  const shapes = tools.map(shapeOfTool)
  const own = TOKENS_OF_TOOLS + tools.length * TOKENS_PER_TOOL[encoding]
  return joined([{ tokens: own, texts: [] }, ...shapes])
}

function shapeOfTool({ name, description, parameters }: ToolDefinition): ToolShape {
  const line = `${name}:${withoutFullStop(description)}`
  const properties = Object.entries(propertiesOf(parameters)).map(shapeOfProperty)
  const frame = properties.length > 0 ? TOKENS_OF_PROPERTIES : 0
  return joined([{ tokens: frame, texts: [line] }, ...properties])
}

function shapeOfProperty([name, schema]: readonly [string, JsonValue]): ToolShape {
  const { type = '', description = '', enum: values } = isJsonObject(schema) ? schema : {}
  const line = `${name}:${textOf(type)}:${withoutFullStop(textOf(description))}`
  const choices = Array.isArray(values) ? values.map(textOf) : undefined
  const ofChoices = choices ? TOKENS_OF_ENUM + choices.length * TOKENS_PER_ENUM_VALUE : 0
  return {
    tokens: TOKENS_PER_PROPERTY + ofChoices,
    texts: [line, ...(choices ?? []), ...restOf(schema)],
  }
}

/** What the cookbook does not speak of: parts of lists and objects, bounds, patterns. */
function restOf(schema: JsonValue): readonly string[] {
  if (!isJsonObject(schema)) return []
  const rest = Object.entries(schema).filter(([key]) => !SAID.has(key))
  return rest.length === 0 ? [] : [JSON.stringify(Object.fromEntries(rest))]
}

function propertiesOf({ properties }: JsonObject): JsonObject {
  return isJsonObject(properties) ? properties : {}
}

function joined(shapes: readonly ToolShape[]): ToolShape {
  return {
    tokens: shapes.reduce((sum, { tokens }) => sum + tokens, 0),
    texts: shapes.flatMap(({ texts }) => texts),
  }
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function withoutFullStop(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : text
}
