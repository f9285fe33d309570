import { parseTemplate, type Selector, type Template } from '@weft/domain/workflow'

/** A prompt's text, taken apart: what stands there, references, and the places of context and history. */
export type PromptText = readonly PromptTextPart[]
type PromptTextPart =
  | { readonly type: 'template'; readonly template: Template }
  | { readonly type: 'context' }
  | { readonly type: 'histories' }

const PLACES = /(\{\{#context#\}\}|\{\{#histories#\}\}|#histories#)/

/** @param hasHistories whether the text may place the history in itself; otherwise its mark is ordinary text. */
export function parsePromptText(text: string, hasHistories: boolean): PromptText {
  return text
    .split(PLACES)
    .filter((piece) => piece !== '')
    .map((piece): PromptTextPart => {
      if (piece === '{{#context#}}') return { type: 'context' }
      if (hasHistories && HISTORIES.has(piece)) return { type: 'histories' }
      return { type: 'template', template: parseTemplate(piece) }
    })
}

const HISTORIES: ReadonlySet<string> = new Set(['{{#histories#}}', '#histories#'])

export function promptSelectors(text: PromptText): readonly Selector[] {
  return text.flatMap((part) =>
    part.type === 'template'
      ? part.template.parts.flatMap((piece) => (piece.type === 'reference' ? [piece.selector] : []))
      : [],
  )
}
