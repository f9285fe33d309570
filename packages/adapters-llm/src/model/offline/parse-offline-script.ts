import { ValidationError } from '@weft/domain/kernel'
import type { ToolCall } from '@weft/domain/model'
import type {
  OfflineScript,
  ScriptedAnswer,
  ScriptedChunk,
  ScriptedCondition,
  ScriptedFailure,
  ScriptedReply,
} from './offline-script.js'
import { ScriptReader } from './script-reader.js'

const SCRIPT_KEYS = ['nodes', 'patterns', 'otherwise']
const PATTERN_KEYS = ['pattern', 'flags', 'reply', 'replies', 'atEnd']
const SEQUENCE_KEYS = ['replies', 'atEnd']
const REPLY_KEYS = ['delayMs', 'reasoning', 'text', 'toolCalls', 'failure', 'finishReason', 'usage']
const AT_END = ['restart', 'repeat-last', 'fail'] as const
const FINISH_REASONS = ['stop', 'length', 'tool-calls', 'content-filter', 'other'] as const
const FAILURE_KINDS = [
  'connection',
  'server-unavailable',
  'rate-limit',
  'authorization',
  'bad-request',
] as const

/**
 * Reads the script of an offline model from JSON, given as text or as a parsed value.
 *
 * @throws ValidationError naming the place (`$.nodes.llm[1].delayMs`) and what is expected there.
 *
 * @example
 * parseOfflineScript({
 *   nodes: { classify: 'billing', agent: [{ toolCalls: [{ name: 'clock' }] }, 'It is noon.'] },
 *   patterns: [{ pattern: 'weather', flags: 'i', reply: { text: ['Sun', 'ny.'] } }],
 *   otherwise: 'I do not know.',
 * })
 */
export function parseOfflineScript(json: unknown): OfflineScript {
  const script = new ScriptReader(typeof json === 'string' ? parseJson(json) : json)
  script.object(SCRIPT_KEYS)
  const nodes = script.optional('nodes')?.entries() ?? []
  const otherwise = script.optional('otherwise')
  return {
    answers: [
      ...nodes.map(([nodeId, sequence]) => toAnswer({ type: 'node', nodeId }, sequence)),
      ...(script.optional('patterns')?.items() ?? []).map(toPatternAnswer),
      ...(otherwise ? [toAnswer({ type: 'otherwise' }, otherwise)] : []),
    ],
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ValidationError(`Offline script: not valid JSON (${reason}).`, { cause })
  }
}

function toPatternAnswer(reader: ScriptReader): ScriptedAnswer {
  reader.object(PATTERN_KEYS)
  const when: ScriptedCondition = { type: 'pattern', pattern: toPattern(reader) }
  const single = reader.optional('reply')
  if (!single) return { when, ...toSequence(reader) }
  if (reader.optional('replies')) reader.at('replies').fail('either reply or replies, not both')
  return { when, replies: [toReply(single)], atEnd: 'restart' }
}

function toPattern(reader: ScriptReader): RegExp {
  const source = reader.at('pattern').text()
  const flags = reader.optional('flags')?.text() ?? ''
  // These two make a pattern remember where it matched last.
  if (/[gy]/.test(flags)) reader.at('flags').fail('flags without g and y')
  try {
    return new RegExp(source, flags)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return reader.at('pattern').fail(`a regular expression (${reason})`)
  }
}

/** A reply, a list of replies, or `{ replies, atEnd }`. */
function toAnswer(when: ScriptedCondition, reader: ScriptReader): ScriptedAnswer {
  if (Array.isArray(reader.value))
    return { when, replies: reader.items().map(toReply), atEnd: 'restart' }
  if (!reader.optional('replies')) return { when, replies: [toReply(reader)], atEnd: 'restart' }
  reader.object(SEQUENCE_KEYS)
  return { when, ...toSequence(reader) }
}

function toSequence(reader: ScriptReader): Pick<ScriptedAnswer, 'replies' | 'atEnd'> {
  return {
    replies: reader.at('replies').items().map(toReply),
    atEnd: reader.optional('atEnd')?.oneOf(AT_END) ?? 'restart',
  }
}

function toReply(reader: ScriptReader): ScriptedReply {
  if (typeof reader.value !== 'string') reader.object(REPLY_KEYS)
  const text = typeof reader.value === 'string' ? reader : reader.optional('text')
  const toolCalls = (reader.optional('toolCalls')?.items() ?? []).map(toToolCall)
  return {
    delayMs: reader.optional('delayMs')?.count() ?? 0,
    reasoning: toChunks(reader.optional('reasoning')),
    text: toChunks(text),
    toolCalls,
    failure: toFailure(reader.optional('failure')),
    finishReason:
      reader.optional('finishReason')?.oneOf(FINISH_REASONS) ??
      (toolCalls.length > 0 ? 'tool-calls' : 'stop'),
    usage: toUsage(reader.optional('usage')),
  }
}

/** A text as one chunk, or a list of texts and of `{ text, delayMs }`. */
function toChunks(reader: ScriptReader | undefined): readonly ScriptedChunk[] {
  if (!reader) return []
  if (typeof reader.value === 'string') return [{ text: reader.value, delayMs: 0 }]
  return reader.items().map(toChunk)
}

function toChunk(reader: ScriptReader): ScriptedChunk {
  if (typeof reader.value === 'string') return { text: reader.value, delayMs: 0 }
  reader.object(['text', 'delayMs'])
  return { text: reader.at('text').text(), delayMs: reader.optional('delayMs')?.count() ?? 0 }
}

function toToolCall(reader: ScriptReader, index: number): ToolCall {
  reader.object(['id', 'name', 'arguments'])
  const given = reader.optional('arguments')?.json() ?? {}
  return {
    id: reader.optional('id')?.text() ?? `call_${index + 1}`,
    name: reader.at('name').text(),
    arguments: typeof given === 'string' ? given : JSON.stringify(given),
  }
}

function toFailure(reader: ScriptReader | undefined): ScriptedFailure | undefined {
  if (!reader) return undefined
  reader.object(['kind', 'message', 'retryAfterMs'])
  return {
    kind: reader.at('kind').oneOf(FAILURE_KINDS),
    message: reader.optional('message')?.text() ?? 'The script says that this call fails.',
    retryAfterMs: reader.optional('retryAfterMs')?.count(),
  }
}

function toUsage(reader: ScriptReader | undefined): ScriptedReply['usage'] {
  if (!reader) return undefined
  reader.object(['promptTokens', 'completionTokens'])
  return {
    promptTokens: reader.at('promptTokens').count(),
    completionTokens: reader.at('completionTokens').count(),
  }
}
