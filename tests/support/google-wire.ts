import { eventOf, type Wire } from './provider-wire.js'

const FINISH_REASONS = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'content-filter': 'SAFETY',
  'tool-calls': 'STOP',
} as const
const REPORTS = {
  overloaded: { code: 503, message: 'too much to do', status: 'UNAVAILABLE' },
  'rate-limit': { code: 429, message: 'too many calls', status: 'RESOURCE_EXHAUSTED' },
}

const candidate = (part: object): string =>
  eventOf({ candidates: [{ content: { role: 'model', parts: [part] }, index: 0 }] })

/** Google's generateContent as a stream. */
export const googleWire: Wire = {
  contentType: 'text/event-stream',
  begin: () => [],
  content: ({ text, reasoning, toolCalls }) => [
    ...reasoning.map((piece) => candidate({ text: piece, thought: true })),
    ...text.map((piece) => candidate({ text: piece })),
    ...toolCalls.map(({ id, name, arguments: json }) =>
      candidate({
        functionCall: { id, name, args: JSON.parse(json) as object },
        thoughtSignature: 'signed',
      }),
    ),
  ],
  end: ({ finish, usage }) => [
    eventOf({
      candidates: [
        { content: { role: 'model', parts: [] }, finishReason: FINISH_REASONS[finish], index: 0 },
      ],
      ...(usage
        ? {
            usageMetadata: {
              promptTokenCount: usage.promptTokens,
              candidatesTokenCount: usage.completionTokens,
              totalTokenCount: usage.promptTokens + usage.completionTokens,
            },
          }
        : {}),
    }),
  ],
  malformed: 'data: {"candidates":[{"content"\n\n',
  report: (report) => eventOf({ error: REPORTS[report] }),
  comment: ': still thinking\n\n',
}
