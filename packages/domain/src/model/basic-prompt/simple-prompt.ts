import type { ModelRef } from '../model-ref.js'
import type { PromptMessage } from '../prompt-message.js'
import { userMessage, type BasicPrompt, type BasicPromptMaterial } from './basic-prompt.js'
import { promptRuleFor, type PromptRule } from './prompt-rule.js'
import { fillPromptTemplate, promptPlaceholders, type PromptValues } from './prompt-template.js'
import { rememberedMessages, rememberedText } from './remembered-history.js'

export type SimplePromptConfiguration = {
  readonly prePrompt: string
  /** Whether the app holds conversations or completes texts. */
  readonly app: 'chat' | 'completion'
  /** How the model is spoken to. */
  readonly modelMode: 'chat' | 'completion'
  /** Some families of models are told the same in other words. */
  readonly model?: ModelRef
}

/** The prompt of an app configured by one text: simple mode. Only models that complete texts get stop sequences. */
export async function assembleSimplePrompt(
  configuration: SimplePromptConfiguration,
  material: BasicPromptMaterial,
): Promise<BasicPrompt> {
  const rule = promptRuleFor(configuration.app, configuration.model)
  const assemble = (parts: TextParts) =>
    assembleText(rule, configuration.prePrompt, material, parts)
  return configuration.modelMode === 'chat'
    ? promptForChatModel(assemble({}), material)
    : { messages: [await promptForCompletionModel(assemble, rule, material)], stop: rule.stop }
}

async function promptForChatModel(
  text: string,
  material: BasicPromptMaterial,
): Promise<BasicPrompt> {
  const { query, history, media } = material
  const before: readonly PromptMessage[] =
    text !== '' && query !== '' ? [{ role: 'system', content: text }] : []
  const last = userMessage(query === '' ? text : query, media)
  const remembered = history ? await rememberedMessages(history, [...before, last], material) : []
  return { messages: [...before, ...remembered, last], stop: [] }
}

async function promptForCompletionModel(
  assemble: (parts: TextParts) => string,
  { prefixes }: PromptRule,
  material: BasicPromptMaterial,
): Promise<PromptMessage> {
  const { query, media, history } = material
  if (!history) return userMessage(assemble({ query }), media)
  const rest = userMessage(assemble({ query, histories: '' }), media)
  const histories = await rememberedText(history, rest, prefixes, material)
  return userMessage(assemble({ query, histories }), media)
}

type TextParts = { readonly query?: string; readonly histories?: string }

/** Context, own text, history, query: each block only where there is something to put in it. */
function assembleText(
  rule: PromptRule,
  prePrompt: string,
  { context, inputs }: BasicPromptMaterial,
  { query, histories }: TextParts,
): string {
  const template = [
    context === undefined ? '' : rule.contextBlock,
    prePrompt === '' ? '' : `${prePrompt}\n`,
    histories === undefined ? '' : rule.historiesBlock,
    query === undefined ? '' : rule.queryBlock,
  ].join('')
  return fillPromptTemplate(template, {
    ...only(inputs, promptPlaceholders(prePrompt)),
    '#context#': context,
    '#query#': query,
    '#histories#': histories,
  })
}

function only(inputs: PromptValues, names: readonly string[]): PromptValues {
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(inputs, name) ? [[name, inputs[name]]] : [])),
  )
}
