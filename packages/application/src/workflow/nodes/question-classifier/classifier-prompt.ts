import type { PromptMessage } from '@weft/domain/model'

/** What the model is to decide on. */
export type ClassifierQuestion = {
  readonly query: string
  readonly classes: readonly { readonly id: string; readonly name: string }[]
  readonly instruction: string
  /** Earlier rounds as lines of text. */
  readonly histories: string
}

/** The messages for a chat model: the task, two examples, the question. */
export function chatPrompt(question: ClassifierQuestion): readonly PromptMessage[] {
  const examples = EXAMPLES.flatMap(({ question: asked, reply }): readonly PromptMessage[] => [
    { role: 'user', content: questionText(asked) },
    { role: 'assistant', content: reply },
  ])
  return [
    { role: 'system', content: taskText(question.histories) },
    ...examples,
    { role: 'user', content: questionText(question) },
  ]
}

/** The same as one text. */
export function completionPrompt(question: ClassifierQuestion): readonly PromptMessage[] {
  const examples = EXAMPLES.map(
    ({ question: asked, reply }) => `User: ${questionText(asked)}\nAssistant: ${reply}\n`,
  )
  const text = [
    taskText(question.histories),
    ...examples,
    `User: ${questionText(question)}\nAssistant:`,
  ]
  return [{ role: 'user', content: text.join('\n') }]
}

function taskText(histories: string): string {
  return `You sort texts into categories.

Find the one category that fits the text best. Also pick out the keywords of the text that speak for it. The classification
instructions may say more about how to decide.
Always choose exactly one of the categories you are given, never several and never a new one.
What was said before in the conversation, if anything, is between the tags:
<histories>
${histories}
</histories>

You are given a JSON object with "input_text", "categories" (each with "category_id" and "category_name") and
"classification_instructions". Reply with a JSON object with the keys "keywords", "category_id" and "category_name", in a
code block of the language json, and with nothing else.`
}

function questionText({
  query,
  classes,
  instruction,
}: Omit<ClassifierQuestion, 'histories'>): string {
  const categories = classes.map(({ id, name }) => ({ category_id: id, category_name: name }))
  return JSON.stringify({
    input_text: [query],
    categories,
    classification_instructions: instruction === '' ? [] : [instruction],
  })
}

type Example = { readonly question: Omit<ClassifierQuestion, 'histories'>; readonly reply: string }

const EXAMPLES: readonly Example[] = [
  {
    question: {
      query: 'The parcel came two days late and the box was torn.',
      classes: [
        { id: 'a1', name: 'Delivery' },
        { id: 'a2', name: 'Payment' },
        { id: 'a3', name: 'Anything else' },
      ],
      instruction: 'Go by what the customer is unhappy about.',
    },
    reply: replyText(['parcel', 'late', 'torn box'], 'a1', 'Delivery'),
  },
  {
    question: {
      query: 'Which of your hotels takes dogs in April?',
      classes: [
        { id: 'complaint', name: 'A complaint' },
        { id: 'question', name: 'A question about hotels' },
      ],
      instruction: '',
    },
    reply: replyText(['hotels', 'dogs', 'April'], 'question', 'A question about hotels'),
  },
]

function replyText(keywords: readonly string[], id: string, name: string): string {
  const reply = { keywords, category_id: id, category_name: name }
  return `\`\`\`json\n${JSON.stringify(reply)}\n\`\`\``
}
