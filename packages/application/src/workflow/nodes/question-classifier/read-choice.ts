import {
  isJsonObject,
  RuleViolation,
  type JsonArray,
  type JsonObject,
  type JsonValue,
} from '@weft/domain/kernel'
import { splitReasoning } from '@weft/domain/model'

/** The reply holds no choice. `errorType` is its name in records. */
export class ClassifierReplyInvalid extends RuleViolation {
  override readonly code = 'workflow.classifier_reply_invalid'

  constructor(
    readonly errorType: 'OutputParserError' | 'ValueError',
    message: string,
  ) {
    super(message)
  }
}

/**
 * The id of the category a reply names; nothing when the reply is JSON but names none properly.
 *
 * @throws ClassifierReplyInvalid when there is no JSON in it.
 */
export function readChoice(reply: string): string | undefined {
  const choice = unwrapped(parseJson(jsonIn(splitReasoning(reply).text)))
  const { category_id: id, category_name: name } = choice
  return id !== undefined && name !== undefined ? textOf(id) : undefined
}

function textOf(id: JsonValue): string | undefined {
  if (typeof id === 'number') return String(id)
  return typeof id === 'string' ? id : undefined
}

/** What a code fence holds, else everything from the first bracket to the last. */
function jsonIn(text: string): string {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/i.exec(text)?.[1]
  if (fenced !== undefined && /[{[]/.test(fenced)) return fenced.trim()
  const start = text.search(/[{[]/)
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))
  if (start < 0 || end < start)
    throw new ClassifierReplyInvalid('ValueError', 'could not find json block in the output.')
  return text.slice(start, end + 1)
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw notAnObject(reason)
  }
}

function unwrapped(value: JsonValue): JsonObject {
  const items = Array.isArray(value) ? (value as JsonArray) : [value]
  const [only] = items
  if (items.length !== 1 || !isJsonObject(only)) throw notAnObject('the JSON is not one object')
  return only
}

function notAnObject(reason: string): ClassifierReplyInvalid {
  return new ClassifierReplyInvalid(
    'OutputParserError',
    `got invalid json object. error: ${reason}`,
  )
}
