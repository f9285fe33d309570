import type { PromptMessage } from '../prompt-message.js'
import { userMessage, type BasicPrompt, type BasicPromptMaterial } from './basic-prompt.js'
import { historyMessages, historyText } from './prompt-history.js'
import { fillPromptTemplate, promptPlaceholders, type PromptValues } from './prompt-template.js'
import { tokensForHistory } from './token-limit.js'

export type SimplePromptConfiguration = {
  readonly prePrompt: string
  /** Whether the app holds conversations or completes texts. */
  readonly app: 'chat' | 'completion'
  /** How the model is spoken to. */
  readonly modelMode: 'chat' | 'completion'
}

const CONTEXT_BLOCK = `Answer from what is written between the <context></context> tags, which is all you know of the matter.

<context>
{{#context#}}
</context>

Where the context does not give the answer, say that you do not know. Do not mention the context. Answer in the language of the question.

`
const HISTORIES_BLOCK = `This is what was said before, between the <histories></histories> tags.

<histories>
{{#histories#}}
</histories>`
const CHAT_QUERY_BLOCK = '\n\nHuman: {{#query#}}\n\nAssistant: '
const COMPLETION_QUERY_BLOCK = '{{#query#}}'
const CHAT_STOP = ['\nHuman:', '</histories>']

/** The prompt of an app configured by one text: simple mode. */
export function assembleSimplePrompt(
  configuration: SimplePromptConfiguration,
  material: BasicPromptMaterial,
): BasicPrompt {
  return configuration.modelMode === 'chat'
    ? promptForChatModel(configuration, material)
    : promptForCompletionModel(configuration, material)
}

function promptForChatModel(
  configuration: SimplePromptConfiguration,
  material: BasicPromptMaterial,
): BasicPrompt {
  const { query, history, media } = material
  const text = assembleText(configuration, material, {})
  const before: readonly PromptMessage[] =
    text !== '' && query !== '' ? [{ role: 'system', content: text }] : []
  const last = userMessage(query === '' ? text : query, media)
  const remembered = history ? fittingHistory(material, [...before, last]) : []
  return { messages: [...before, ...remembered, last], stop: [] }
}

function promptForCompletionModel(
  configuration: SimplePromptConfiguration,
  material: BasicPromptMaterial,
): BasicPrompt {
  const { query, media, history } = material
  const plain = assembleText(configuration, material, { query })
  const histories = history
    ? historyText(fittingHistory(material, [{ role: 'user', content: plain }]))
    : undefined
  const text =
    histories === undefined ? plain : assembleText(configuration, material, { query, histories })
  return {
    messages: [userMessage(text, media)],
    stop: configuration.app === 'chat' ? CHAT_STOP : [],
  }
}

function fittingHistory(
  { history = [], budget, countTokens }: BasicPromptMaterial,
  rest: readonly PromptMessage[],
): readonly PromptMessage[] {
  return historyMessages(history, tokensForHistory(budget, countTokens(rest)), countTokens)
}

/** Context, own text, history, query: each block only where there is something to put in it. */
function assembleText(
  { app, prePrompt }: SimplePromptConfiguration,
  { context, inputs }: BasicPromptMaterial,
  parts: { readonly query?: string; readonly histories?: string },
): string {
  const template = [
    context === undefined ? '' : CONTEXT_BLOCK,
    prePrompt === '' ? '' : `${prePrompt}\n`,
    parts.histories === undefined || app === 'completion' ? '' : HISTORIES_BLOCK,
    parts.query === undefined ? '' : app === 'chat' ? CHAT_QUERY_BLOCK : COMPLETION_QUERY_BLOCK,
  ].join('')
  return fillPromptTemplate(template, {
    ...only(inputs, promptPlaceholders(prePrompt)),
    '#context#': context,
    '#query#': parts.query,
    '#histories#': parts.histories,
  })
}

function only(inputs: PromptValues, names: readonly string[]): PromptValues {
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(inputs, name) ? [[name, inputs[name]]] : [])),
  )
}
