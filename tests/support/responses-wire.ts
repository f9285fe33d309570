import { eventOf, piecesOf, type AnswerContent, type Frame, type Wire } from './provider-wire.js'

const REPORTS = {
  overloaded: { type: 'server_error', code: 'server_error', message: 'too much to do' },
  'rate-limit': { type: 'requests', code: 'rate_limit_exceeded', message: 'too many calls' },
}

function reasoningFrames(reasoning: readonly string[]): readonly Frame[] {
  if (reasoning.length === 0) return []
  const item = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' }
  return [
    eventOf({ type: 'response.output_item.added', output_index: 0, item }),
    ...reasoning.map((delta) =>
      eventOf({
        type: 'response.reasoning_summary_text.delta',
        item_id: 'rs_1',
        summary_index: 0,
        delta,
      }),
    ),
    eventOf({ type: 'response.output_item.done', output_index: 0, item }),
  ]
}

function textFrames(text: readonly string[]): readonly Frame[] {
  if (text.length === 0) return []
  const item = { type: 'message', id: 'msg_1' }
  return [
    eventOf({ type: 'response.output_item.added', output_index: 1, item }),
    ...text.map((delta) =>
      eventOf({ type: 'response.output_text.delta', item_id: 'msg_1', delta }),
    ),
    eventOf({ type: 'response.output_item.done', output_index: 1, item }),
  ]
}

function callFrames({ toolCalls }: AnswerContent): readonly Frame[] {
  return toolCalls.flatMap(({ id, name, arguments: json }, index) => {
    const output_index = 2 + index
    const item = { type: 'function_call', id: `fc_${index}`, call_id: id, name }
    return [
      eventOf({
        type: 'response.output_item.added',
        output_index,
        item: { ...item, arguments: '' },
      }),
      ...piecesOf(json).map((delta) =>
        eventOf({
          type: 'response.function_call_arguments.delta',
          item_id: item.id,
          output_index,
          delta,
        }),
      ),
      eventOf({
        type: 'response.output_item.done',
        output_index,
        item: { ...item, arguments: json, status: 'completed' },
      }),
    ]
  })
}

function finished({ finish, usage }: AnswerContent): object {
  const reason = { length: 'max_output_tokens', 'content-filter': 'content_filter' }[
    finish as string
  ]
  return {
    type: reason === undefined ? 'response.completed' : 'response.incomplete',
    response: {
      ...(reason === undefined ? {} : { incomplete_details: { reason } }),
      ...(usage
        ? { usage: { input_tokens: usage.promptTokens, output_tokens: usage.completionTokens } }
        : {}),
    },
  }
}

/** OpenAI's responses. */
export const responsesWire: Wire = {
  contentType: 'text/event-stream; charset=utf-8',
  begin: () => [
    eventOf({
      type: 'response.created',
      response: { id: 'resp_1', created_at: 0, model: 'gpt', service_tier: null },
    }),
  ],
  content: (content) => [
    ...reasoningFrames(content.reasoning),
    ...textFrames(content.text),
    ...callFrames(content),
  ],
  end: (content) => [eventOf(finished(content))],
  malformed: 'data: {"type":"response.output_text.delta","item_id"\n\n',
  report: (report) =>
    eventOf({ type: 'error', sequence_number: 1, error: { ...REPORTS[report], param: null } }),
  comment: ': still thinking\n\n',
}
