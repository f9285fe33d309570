import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { ToolCall } from '@weft/domain/model'
import { InvalidMocks } from './invalid-mocks.js'
import type { MockScript, MockTiming, NodeMock, NodeMocks } from './node-mock.js'

const BY_TYPE = /^\*(.+)\*$/

/**
 * Reads a map of mocks by node id or `*type*`.
 *
 * @throws InvalidMocks naming the entry that cannot be read.
 */
export function parseMocks(raw: unknown): NodeMocks {
  if (!isJsonObject(raw)) throw new InvalidMocks('', 'must be a map by node id or *type*')
  const scripts = Object.entries(raw).map(([entry, mock]) => parseScript(entry, mock))
  const ofType = (script: MockScript) => BY_TYPE.exec(script.entry)?.[1]
  return {
    byNode: new Map(scripts.flatMap((each) => (ofType(each) ? [] : [[each.entry, each]]))),
    byType: new Map(
      scripts.flatMap((each) => {
        const type = ofType(each)
        return type ? [[type, each]] : []
      }),
    ),
  }
}

function parseScript(entry: string, raw: JsonValue): MockScript {
  const map = requireMap(entry, raw)
  const sequence = map['sequence']
  if (sequence === undefined) return { entry, steps: [parseMock(entry, map)], isSequence: false }
  if (!Array.isArray(sequence) || sequence.length === 0)
    throw new InvalidMocks(entry, 'must have a list with at least one mock as sequence')
  const steps = (sequence as JsonArray).map((step) => parseMock(entry, requireMap(entry, step)))
  return { entry, steps, isSequence: true }
}

function parseMock(entry: string, map: JsonObject): NodeMock {
  const timing = parseTiming(entry, map)
  if (map['outputs'] !== undefined) return { ...parseOutputs(entry, map), ...timing }
  if (map['error'] !== undefined) return { ...parseFailure(entry, map), ...timing }
  return { ...parseReply(entry, map), ...timing }
}

function parseOutputs(entry: string, map: JsonObject) {
  const { outputs, handle } = map
  if (!isJsonObject(outputs)) throw new InvalidMocks(entry, 'must have a map as outputs')
  return {
    type: 'outputs',
    outputs,
    handle: typeof handle === 'string' ? handle : undefined,
  } as const
}

function parseFailure(entry: string, map: JsonObject) {
  const { error, error_type: errorType, level } = map
  if (typeof error !== 'string') throw new InvalidMocks(entry, 'must have a text as error')
  return {
    type: level === 'model' ? 'model-failure' : 'failure',
    error,
    errorType: typeof errorType === 'string' ? errorType : 'MockError',
  } as const
}

function parseReply(entry: string, map: JsonObject) {
  const { text, tool_calls: calls, structured_output: structured } = map
  if (text === undefined && calls === undefined && structured === undefined)
    throw new InvalidMocks(entry, 'must have outputs, error, text, tool_calls or structured_output')
  if (text !== undefined && typeof text !== 'string')
    throw new InvalidMocks(entry, 'must have a text as text')
  const said = text ?? (structured === undefined ? '' : JSON.stringify(structured))
  return { type: 'model-reply', text: said, toolCalls: parseToolCalls(entry, calls) } as const
}

function parseToolCalls(entry: string, raw: JsonValue | undefined): readonly ToolCall[] {
  if (raw === undefined) return []
  if (!Array.isArray(raw)) throw new InvalidMocks(entry, 'must have a list as tool_calls')
  return (raw as JsonArray).map((call, index) =>
    parseToolCall(entry, requireMap(entry, call), index),
  )
}

/** Flat, or with the name and arguments under `function` as on the wire. */
function parseToolCall(entry: string, call: JsonObject, index: number): ToolCall {
  const described = isJsonObject(call['function']) ? call['function'] : call
  const { name, arguments: given } = described
  if (typeof name !== 'string')
    throw new InvalidMocks(entry, 'must name the tool of each tool call')
  return {
    id: typeof call['id'] === 'string' ? call['id'] : `call_${index + 1}`,
    name,
    arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}),
  }
}

function parseTiming(entry: string, map: JsonObject): MockTiming {
  return {
    chunks: parseChunks(entry, map['chunks']),
    chunkDelayMs: parseDelay(entry, map, 'chunk_delay_ms'),
    delayMs: parseDelay(entry, map, 'delay_ms'),
  }
}

function parseChunks(entry: string, raw: JsonValue | undefined): readonly string[] | undefined {
  if (raw === undefined) return undefined
  const list = Array.isArray(raw) ? (raw as JsonArray) : []
  const chunks = list.filter((chunk) => typeof chunk === 'string')
  if (!Array.isArray(raw) || chunks.length !== list.length)
    throw new InvalidMocks(entry, 'must have a list of texts as chunks')
  return chunks
}

function parseDelay(entry: string, map: JsonObject, key: string): number {
  const value = map[key] ?? 0
  if (typeof value !== 'number' || value < 0)
    throw new InvalidMocks(entry, `must have a number of milliseconds as ${key}`)
  return value
}

function requireMap(entry: string, raw: JsonValue): JsonObject {
  if (!isJsonObject(raw)) throw new InvalidMocks(entry, 'must be a map')
  return raw
}
