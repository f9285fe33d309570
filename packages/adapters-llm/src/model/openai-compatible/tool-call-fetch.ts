import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { ToolCallDeltas } from '../sdk/tool-call-deltas.js'
import type { Fetch } from '../sdk/watched-fetch.js'

const DATA = 'data:'

/** Puts the pieces of tool calls in order, as endpoints are not all careful about them. Other answers pass as they are. */
export function toolCallFetch(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const hasTools = typeof init?.body === 'string' && init.body.includes('"tools"')
    if (!hasTools || !response.ok || !response.body) return response
    return new Response(withOrderedCalls(response.body), {
      status: response.status,
      headers: response.headers,
    })
  }
}

function withOrderedCalls(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  const deltas = new ToolCallDeltas()
  let rest = ''
  const ordered = (lines: readonly string[]) =>
    encoder.encode(lines.map((line) => orderedLine(line, deltas)).join('\n'))
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
        rest = lines.pop() ?? ''
        if (lines.length > 0) controller.enqueue(ordered([...lines, '']))
      },
      flush(controller) {
        controller.enqueue(ordered([rest + decoder.decode()]))
      },
    }),
  )
}

function orderedLine(line: string, deltas: ToolCallDeltas): string {
  if (!line.startsWith(DATA) || !line.includes('"tool_calls"')) return line
  const event = parse(line.slice(DATA.length))
  return isJsonObject(event) ? `${DATA} ${JSON.stringify(orderedEvent(event, deltas))}` : line
}

function orderedEvent(event: JsonObject, deltas: ToolCallDeltas): JsonObject {
  const { choices } = event
  if (!Array.isArray(choices)) return event
  return { ...event, choices: choices.map((choice) => orderedChoice(choice, deltas)) }
}

function orderedChoice(choice: unknown, deltas: ToolCallDeltas): JsonObject {
  const fields = isJsonObject(choice) ? choice : {}
  const delta = fields['delta']
  if (!isJsonObject(delta) || !Array.isArray(delta['tool_calls'])) return fields
  const pieces: readonly JsonValue[] = delta['tool_calls']
  const calls = pieces.map((piece) => (isJsonObject(piece) ? deltas.assign(piece) : piece))
  return { ...fields, delta: { ...delta, tool_calls: calls } }
}

/** What cannot be read is left to the library, which says so. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
