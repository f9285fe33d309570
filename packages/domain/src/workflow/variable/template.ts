import { renderSegment, type RenderForm } from '../value/render-segment.js'
import type { Selector } from './selector.js'
import type { VariableReader } from './variable-reader.js'

/** A piece of a template: text as it stands, or a variable to be shown. */
export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reference'; readonly selector: Selector }

/** A text with references to variables, taken apart once so that it can be rendered often. */
export type Template = {
  readonly parts: readonly TemplatePart[]
}

const REFERENCE = /\{\{#([a-zA-Z0-9_]{1,50}(?:\.[a-zA-Z_][a-zA-Z0-9_]{0,29}){1,10})#\}\}/g

/**
 * Finds the references of a text: `{{#node.variable#}}`, with up to nine further keys. Anything that is not exactly
 * that (`{{#context#}}`, `{{name}}`, blanks inside) is ordinary text. Never fails.
 */
export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = []
  let end = 0
  for (const match of text.matchAll(REFERENCE)) {
    if (match.index > end) parts.push({ type: 'text', text: text.slice(end, match.index) })
    parts.push({ type: 'reference', selector: (match[1] ?? '').split('.') })
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push({ type: 'text', text: text.slice(end) })
  return { parts }
}

/**
 * Fills the references in. A variable that is not there leaves nothing behind, like one that is `none`; what is filled
 * in is not searched for references again.
 */
export function renderTemplate(
  template: Template,
  reader: VariableReader,
  form: RenderForm = 'text',
): string {
  let text = ''
  for (const part of template.parts) {
    if (part.type === 'text') text += part.text
    else {
      const segment = reader.get(part.selector)
      if (segment !== undefined) text += renderSegment(segment, form)
    }
  }
  return text
}

/** The variables a template shows, in order, repeated ones as often as they are there. */
export function templateSelectors(template: Template): readonly Selector[] {
  return template.parts.flatMap((part) => (part.type === 'reference' ? [part.selector] : []))
}
