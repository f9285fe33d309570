import { crc32 } from 'node:zlib'
import { piecesOf, type AnswerContent, type Frame, type Wire } from './provider-wire.js'

const STOP_REASONS = {
  stop: 'end_turn',
  length: 'max_tokens',
  'content-filter': 'content_filtered',
  'tool-calls': 'tool_use',
} as const
const REPORTS = {
  overloaded: ['serviceUnavailableException', 'too much to do'],
  'rate-limit': ['throttlingException', 'too many calls'],
} as const

/** One message of Amazon's event stream: lengths, headers, payload and two checksums. */
function messageOf(headers: Readonly<Record<string, string>>, payload: string): Uint8Array {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)))
  const body = Buffer.from(payload)
  const total = 12 + head.length + body.length + 4
  const prelude = Buffer.alloc(8)
  prelude.writeUInt32BE(total, 0)
  prelude.writeUInt32BE(head.length, 4)
  const front = Buffer.concat([prelude, checksum(prelude), head, body])
  return Buffer.concat([front, checksum(front)])
}

function header(name: string, value: string): Buffer {
  const TEXT = 7
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Buffer.byteLength(value))
  return Buffer.concat([
    Buffer.of(Buffer.byteLength(name)),
    Buffer.from(name),
    Buffer.of(TEXT),
    length,
    Buffer.from(value),
  ])
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes))
  return sum
}

const event = (type: string, data: object): Frame =>
  messageOf(
    { ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' },
    JSON.stringify(data),
  )

function block(index: number, start: object | undefined, deltas: readonly object[]): Frame[] {
  return [
    ...(start ? [event('contentBlockStart', { contentBlockIndex: index, start })] : []),
    ...deltas.map((delta) => event('contentBlockDelta', { contentBlockIndex: index, delta })),
    event('contentBlockStop', { contentBlockIndex: index }),
  ]
}

function blocksOf({ text, reasoning, toolCalls }: AnswerContent): readonly Frame[] {
  const blocks: { start?: object; deltas: readonly object[] }[] = []
  if (reasoning.length > 0)
    blocks.push({ deltas: reasoning.map((piece) => ({ reasoningContent: { text: piece } })) })
  if (text.length > 0) blocks.push({ deltas: text.map((piece) => ({ text: piece })) })
  for (const { id, name, arguments: json } of toolCalls)
    blocks.push({
      start: { toolUse: { toolUseId: id, name } },
      deltas: piecesOf(json).map((input) => ({ toolUse: { input } })),
    })
  return blocks.flatMap(({ start, deltas }, index) => block(index, start, deltas))
}

/** Amazon Bedrock's converse as a stream. */
export const bedrockWire: Wire = {
  contentType: 'application/vnd.amazon.eventstream',
  begin: () => [event('messageStart', { role: 'assistant' })],
  content: blocksOf,
  end: ({ finish, usage }) => [
    event('messageStop', { stopReason: STOP_REASONS[finish] }),
    ...(usage
      ? [
          event('metadata', {
            usage: {
              inputTokens: usage.promptTokens,
              outputTokens: usage.completionTokens,
              totalTokens: usage.promptTokens + usage.completionTokens,
            },
            metrics: { latencyMs: 1 },
          }),
        ]
      : []),
  ],
  malformed: messageOf(
    { ':message-type': 'event', ':event-type': 'contentBlockDelta' },
    '{"contentBlockIndex"',
  ),
  report: (report) => {
    const [type, message] = REPORTS[report]
    const headers = { ':message-type': 'exception', ':exception-type': type }
    return messageOf(headers, JSON.stringify({ message }))
  },
}
