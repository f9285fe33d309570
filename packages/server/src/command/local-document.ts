import { parseDslText } from '@weft/application/workflow'
import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { UsageError } from './usage-error.js'

/**
 * The document with other values for its conversation variables.
 *
 * @throws UsageError naming a variable the document does not declare.
 */
export function withConversationVariables(text: string, values: JsonObject): string | JsonObject {
  if (Object.keys(values).length === 0) return text
  const document = parseDslText(text)
  // What is no map is refused with everything else that can be wrong with a document.
  if (!isJsonObject(document)) return text
  const workflow = document['workflow']
  const declared = isJsonObject(workflow) ? workflow['conversation_variables'] : undefined
  const variables: readonly JsonValue[] = Array.isArray(declared) ? declared : []
  requireDeclared(Object.keys(values), variables)
  return {
    ...document,
    workflow: {
      ...(isJsonObject(workflow) ? workflow : {}),
      conversation_variables: variables.map((variable) => withValue(variable, values)),
    },
  }
}

function requireDeclared(names: readonly string[], variables: readonly JsonValue[]): void {
  const known = variables.map(nameOf).filter((name) => name !== undefined)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new UsageError(
      `The document declares no conversation variable ${unknown}. It declares: ${known.join(', ') || 'none'}.`,
    )
}

function withValue(variable: JsonValue, values: JsonObject): JsonValue {
  const name = nameOf(variable)
  if (!isJsonObject(variable) || name === undefined || !Object.hasOwn(values, name)) return variable
  return { ...variable, value: values[name] ?? null }
}

function nameOf(variable: JsonValue): string | undefined {
  const name = isJsonObject(variable) ? variable['name'] : undefined
  return typeof name === 'string' ? name : undefined
}
