import { isJsonObject } from '@weft/domain/kernel'
import { parseTemplate, type NodeData, type Selector } from '@weft/domain/workflow'
import { parsePromptText, promptSelectors, type PromptText } from './prompt-text.js'

/** A chat model is given messages, a completion model one text. */
export type LlmPrompt =
  | { readonly mode: 'chat'; readonly items: readonly PromptItem[] }
  | { readonly mode: 'completion'; readonly source: PromptSource }

export type PromptItem =
  | { readonly type: 'message'; readonly role: ItemRole; readonly source: PromptSource }
  /** Messages another node left in a variable. */
  | { readonly type: 'messages'; readonly selector: Selector }

export type ItemRole = 'system' | 'user' | 'assistant'

export type PromptSource =
  | { readonly edition: 'basic'; readonly text: PromptText }
  | {
      readonly edition: 'jinja2'
      readonly template: string
      /** References the text also holds, for the record. */
      readonly references: PromptText
    }

/** The shape of `prompt_template` tells which kind of prompt it is. @throws InvalidNodeData */
export function parsePrompt(data: NodeData): LlmPrompt {
  const raw = data.raw('prompt_template')
  if (isJsonObject(raw)) {
    const source = data.child('prompt_template')
    if (source) return { mode: 'completion', source: parseSource(source, true) }
  }
  return { mode: 'chat', items: data.maps('prompt_template').map(parseItem) }
}

function parseItem(data: NodeData): PromptItem {
  const selector = data.optionalSelector('$context')
  if (selector) return { type: 'messages', selector }
  return {
    type: 'message',
    role: data.word('role', ['system', 'user', 'assistant'], 'user'),
    source: parseSource(data, false),
  }
}

function parseSource(data: NodeData, hasHistories: boolean): PromptSource {
  const edition = data.raw('edition_type') === '' ? 'basic' : parseEdition(data)
  if (edition === 'basic')
    return { edition, text: parsePromptText(data.text('text', ''), hasHistories) }
  const template = data.text('jinja2_text', '')
  return {
    edition,
    template,
    references: [{ type: 'template', template: parseTemplate(template) }],
  }
}

function parseEdition(data: NodeData): PromptSource['edition'] {
  return data.word('edition_type', ['basic', 'jinja2'], 'basic')
}

/** Every variable the prompt's texts refer to. */
export function selectorsOfPrompt(prompt: LlmPrompt): readonly Selector[] {
  if (prompt.mode === 'completion') return selectorsOfSource(prompt.source)
  return prompt.items.flatMap((item) =>
    item.type === 'message' ? selectorsOfSource(item.source) : [],
  )
}

export function selectorsOfSource(source: PromptSource): readonly Selector[] {
  return promptSelectors(source.edition === 'basic' ? source.text : source.references)
}
