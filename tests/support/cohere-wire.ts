import { eventOf, piecesOf, type Frame, type Wire } from './provider-wire.js'

const FINISH_REASONS = {
  stop: 'COMPLETE',
  length: 'MAX_TOKENS',
  'content-filter': 'ERROR_TOXIC',
  'tool-calls': 'TOOL_CALL',
} as const

const contentFrames = (
  index: number,
  type: 'text' | 'thinking',
  pieces: readonly string[],
): Frame[] =>
  pieces.length === 0
    ? []
    : [
        eventOf({
          type: 'content-start',
          index,
          delta: { message: { content: { type, [type]: '' } } },
        }),
        ...pieces.map((piece) =>
          eventOf({
            type: 'content-delta',
            index,
            delta: { message: { content: { [type]: piece } } },
          }),
        ),
        eventOf({ type: 'content-end', index }),
      ]

/** Cohere's chat, second version. */
export const cohereWire: Wire = {
  contentType: 'text/event-stream',
  begin: () => [eventOf({ type: 'message-start', id: 'm_1' })],
  content: ({ text, reasoning, toolCalls }) => [
    ...contentFrames(0, 'thinking', reasoning),
    ...contentFrames(1, 'text', text),
    ...toolCalls.flatMap(({ id, name, arguments: json }) => [
      eventOf({
        type: 'tool-call-start',
        delta: {
          message: { tool_calls: { id, type: 'function', function: { name, arguments: '' } } },
        },
      }),
      ...piecesOf(json).map((piece) =>
        eventOf({
          type: 'tool-call-delta',
          delta: { message: { tool_calls: { function: { arguments: piece } } } },
        }),
      ),
      eventOf({ type: 'tool-call-end' }),
    ]),
  ],
  end: ({ finish, usage }) => [
    eventOf({
      type: 'message-end',
      delta: {
        finish_reason: FINISH_REASONS[finish],
        usage: {
          tokens: {
            input_tokens: usage?.promptTokens ?? 0,
            output_tokens: usage?.completionTokens ?? 0,
          },
        },
      },
    }),
  ],
  malformed: 'data: {"type":"content-delta","index"\n\n',
  comment: ': still thinking\n\n',
}
