import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import { pythonJson } from '../../workflow/index.js'

/** What a model wants done next, said in words. */
export type ReactAction = {
  readonly name: string
  readonly input: JsonObject | string
}

/**
 * Reads an action from JSON: a map, or a list with one in it. The key that speaks of an input holds the input, any other
 * the name. Nothing when it is no action. Line breaks within texts, which JSON forbids and models write, are fine.
 */
export function parseReactAction(text: string): ReactAction | undefined {
  const value = parseLenient(text)
  const map = Array.isArray(value) && value.length === 1 ? (value as JsonValue[])[0] : value
  if (!isJsonObject(map)) return undefined
  let name: JsonValue = null
  let input: JsonValue = null
  for (const [key, each] of Object.entries(map))
    if (key.toLowerCase().includes('input')) input = each
    else name = each
  if (typeof name !== 'string') return undefined
  return typeof input === 'string' || isJsonObject(input) ? { name, input } : undefined
}

/** True when the model means to end, however it spells that. */
export function endsReact({ name }: ReactAction): boolean {
  const word = name.toLowerCase()
  return word.includes('final') && word.includes('answer')
}

/** The answer a final action gives; nothing when it is misspelt, and then is the call of a tool nobody has. */
export function finalAnswer({ name, input }: ReactAction): string | undefined {
  if (name.toLowerCase() !== 'final answer') return undefined
  return typeof input === 'string' ? input : pythonJson(input)
}

function parseLenient(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return parseEscaped(text)
  }
}

function parseEscaped(text: string): JsonValue | undefined {
  try {
    return JSON.parse(escapeControls(text)) as JsonValue
  } catch {
    return undefined
  }
}

/** Between quotes only: elsewhere JSON allows line breaks. */
function escapeControls(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/gs, (literal) =>
    Array.from(literal, (each) => (each < ' ' ? JSON.stringify(each).slice(1, -1) : each)).join(''),
  )
}
