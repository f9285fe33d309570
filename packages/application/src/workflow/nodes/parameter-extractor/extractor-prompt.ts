import type { JsonObject } from '@weft/domain/kernel'
import type { PromptMessage } from '@weft/domain/model'
import { EXTRACT_TOOL } from './extractor-schema.js'

/** What the model is to find, and where. */
export type ExtractorTask = {
  readonly text: string
  readonly schema: JsonObject
  readonly instruction: string
  /** Earlier rounds as lines of text. */
  readonly histories: string
}

/** For models that call functions: two examples of such calls, then the question. */
export function functionCallPrompt(task: ExtractorTask): readonly PromptMessage[] {
  return [
    { role: 'system', content: functionCallTask(task) },
    ...EXAMPLES.flatMap(exampleExchange),
    { role: 'user', content: functionCallQuestion(task) },
  ]
}

/** For chat models that answer in words. */
export function chatPrompt(task: ExtractorTask): readonly PromptMessage[] {
  return [
    { role: 'system', content: promptTask(task) },
    ...EXAMPLES.flatMap(({ text, schema, result }): readonly PromptMessage[] => [
      { role: 'user', content: promptQuestion({ text, schema }) },
      { role: 'assistant', content: JSON.stringify(result) },
    ]),
    { role: 'user', content: promptQuestion(task) },
  ]
}

/** For models that continue a text: it ends where the JSON is to begin. */
export function completionPrompt(task: ExtractorTask): readonly PromptMessage[] {
  const examples = EXAMPLES.map(
    ({ text, schema, result }) =>
      `${promptQuestion({ text, schema })}\n\`\`\`json\n${JSON.stringify(result)}\n\`\`\`\n`,
  )
  const text = [promptTask(task), ...examples, promptQuestion(task), '```json\n']
  return [{ role: 'user', content: text.join('\n') }]
}

const WHAT_TO_DO =
  'You find facts in texts. Take from the text exactly the parameters that are asked for, each in the type its ' +
  'description says. Take over what the text says and make nothing up.'

function functionCallTask({ histories, instruction }: ExtractorTask): string {
  return `${WHAT_TO_DO}

What was said before in the conversation, if anything, is between the tags:
<histories>
${histories}
</histories>

What else to heed:
<instruction>
${instruction}
</instruction>

Call the function ${EXTRACT_TOOL} once, with everything you found. Do not answer in any other way.`
}

function functionCallQuestion({ text, schema }: Pick<ExtractorTask, 'text' | 'schema'>): string {
  return `Take the parameters from the text in <context>, as <structure> describes them.

<context>
${text}
</context>

<structure>
${JSON.stringify(schema)}
</structure>`
}

function promptTask({ histories, instruction }: ExtractorTask): string {
  return `${WHAT_TO_DO}

What was said before in the conversation, if anything, is between the tags:
<histories>
${histories}
</histories>

What else to heed:
<instruction>
${instruction}
</instruction>

Reply with one JSON object that has the keys the structure names, and with nothing else.`
}

function promptQuestion({ text, schema }: Pick<ExtractorTask, 'text' | 'schema'>): string {
  return `<structure>
${JSON.stringify(schema)}
</structure>

<text>
${text}
</text>`
}

type Example = {
  readonly id: string
  readonly text: string
  readonly schema: JsonObject
  readonly result: JsonObject
}

const EXAMPLES: readonly Example[] = [
  {
    id: 'example-1',
    text: 'How warm will it be in Lisbon tomorrow?',
    schema: {
      type: 'object',
      properties: { place: { type: 'string', description: 'Where the weather is asked for' } },
      required: ['place'],
    },
    result: { place: 'Lisbon' },
  },
  {
    id: 'example-2',
    text: 'We are four and would like a table at seven, and no nuts in anything please.',
    schema: {
      type: 'object',
      properties: {
        guests: { type: 'number', description: 'How many people come' },
        wishes: {
          type: 'array',
          items: { type: 'string' },
          description: 'What the kitchen must know',
        },
      },
      required: ['guests'],
    },
    result: { guests: 4, wishes: ['no nuts'] },
  },
]

function exampleExchange({ id, text, schema, result }: Example): readonly PromptMessage[] {
  const call = { id, name: EXTRACT_TOOL, arguments: JSON.stringify(result) }
  return [
    { role: 'user', content: functionCallQuestion({ text, schema }) },
    { role: 'assistant', content: 'I call the function with what I found.', toolCalls: [call] },
    { role: 'tool', toolCallId: id, content: 'The parameters have been taken.' },
    { role: 'assistant', content: 'I have called the function.' },
  ]
}
