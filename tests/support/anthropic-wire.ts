import { eventOf, piecesOf, type AnswerContent, type Frame, type Wire } from './provider-wire.js'

const STOP_REASONS = {
  stop: 'end_turn',
  length: 'max_tokens',
  'content-filter': 'refusal',
  'tool-calls': 'tool_use',
} as const
const REPORTS = {
  overloaded: { type: 'overloaded_error', message: 'too much to do' },
  'rate-limit': { type: 'rate_limit_error', message: 'too many calls' },
}

const named = (data: { readonly type: string }): Frame => eventOf(data, data.type)

function block(index: number, start: object, deltas: readonly object[]): readonly Frame[] {
  return [
    named({ type: 'content_block_start', index, content_block: start } as { type: string }),
    ...deltas.map((delta) =>
      named({ type: 'content_block_delta', index, delta } as { type: string }),
    ),
    named({ type: 'content_block_stop', index } as { type: string }),
  ]
}

function contentBlocks({ text, reasoning, toolCalls }: AnswerContent): readonly Frame[] {
  const thinking = reasoning.map((piece) => ({ type: 'thinking_delta', thinking: piece }))
  const signature = { type: 'signature_delta', signature: 'signed' }
  const blocks = [
    ...(reasoning.length > 0
      ? [{ start: { type: 'thinking', thinking: '' }, deltas: [...thinking, signature] }]
      : []),
    ...(text.length > 0
      ? [
          {
            start: { type: 'text', text: '' },
            deltas: text.map((piece) => ({ type: 'text_delta', text: piece })),
          },
        ]
      : []),
    ...toolCalls.map(({ id, name, arguments: json }) => ({
      start: { type: 'tool_use', id, name, input: {} },
      deltas: piecesOf(json).map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
    })),
  ]
  return blocks.flatMap(({ start, deltas }, index) => block(index, start, deltas))
}

/** Anthropic's messages. */
export const anthropicWire: Wire = {
  contentType: 'text/event-stream; charset=utf-8',
  begin: ({ usage }) => [
    eventOf(
      {
        type: 'message_start',
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'claude',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: usage?.promptTokens ?? 0, output_tokens: 1 },
        },
      },
      'message_start',
    ),
  ],
  content: contentBlocks,
  end: ({ finish, usage }) => [
    eventOf(
      {
        type: 'message_delta',
        delta: { stop_reason: STOP_REASONS[finish], stop_sequence: null },
        usage: { output_tokens: usage?.completionTokens ?? 0 },
      },
      'message_delta',
    ),
    eventOf({ type: 'message_stop' }, 'message_stop'),
  ],
  malformed: 'event: content_block_delta\ndata: {"type":"content_block_delta","index"\n\n',
  report: (report) => eventOf({ type: 'error', error: REPORTS[report] }, 'error'),
  comment: eventOf({ type: 'ping' }, 'ping'),
}
