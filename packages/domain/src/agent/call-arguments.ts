import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/index.js'
import type { ToolParameter } from '../tool/index.js'

/** What a model gave a tool: arguments, or why they are none. */
export type CallArguments =
  | { readonly type: 'arguments'; readonly values: JsonObject }
  | { readonly type: 'unreadable'; readonly problem: string }

/**
 * Reads the arguments of a call: JSON of a map; nothing at all for no arguments; and a bare text where there is only one
 * it can be meant for.
 *
 * @param parameters those the model fills in.
 */
export function readCallArguments(
  given: JsonValue,
  parameters: readonly ToolParameter[],
): CallArguments {
  if (isJsonObject(given)) return { type: 'arguments', values: given }
  if (given === null || given === '') return { type: 'arguments', values: {} }
  const parsed = typeof given === 'string' ? parseJson(given) : undefined
  if (isJsonObject(parsed)) return { type: 'arguments', values: parsed }
  const [only, another] = parameters
  if (only && !another) return { type: 'arguments', values: { [only.name]: textOf(parsed, given) } }
  const problem = 'the arguments must be a JSON object with one entry per parameter'
  return { type: 'unreadable', problem }
}

function textOf(parsed: JsonValue | undefined, given: JsonValue): JsonValue {
  return typeof parsed === 'string' ? parsed : given
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
