import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  parseTemplate,
  renderTemplate,
  templateSelectors,
  type RenderForm,
  type Selector,
  type Template,
  type VariableReader,
} from '@weft/domain/workflow'

/** A JSON value whose texts may refer to variables, taken apart once so that it can be rendered often. */
export type JsonTemplate =
  | { readonly type: 'fixed'; readonly value: JsonValue }
  | { readonly type: 'text'; readonly template: Template }
  | { readonly type: 'list'; readonly items: readonly JsonTemplate[] }
  | { readonly type: 'map'; readonly entries: readonly (readonly [string, JsonTemplate])[] }

export function parseJsonTemplate(value: JsonValue): JsonTemplate {
  if (typeof value === 'string') {
    const template = parseTemplate(value)
    return templateSelectors(template).length > 0 ? { type: 'text', template } : fixed(value)
  }
  if (Array.isArray(value)) {
    const items = (value as JsonArray).map(parseJsonTemplate)
    return items.every(isFixed) ? fixed(value as JsonArray) : { type: 'list', items }
  }
  if (!isJsonObject(value)) return fixed(value)
  const entries = Object.entries(value).map(
    ([key, item]) => [key, parseJsonTemplate(item)] as const,
  )
  return entries.every(([, item]) => isFixed(item)) ? fixed(value) : { type: 'map', entries }
}

/** The value with its references filled in: each text stays one text, whatever the variables hold. */
export function renderJsonTemplate(
  template: JsonTemplate,
  variables: VariableReader,
  form: RenderForm = 'text',
): JsonValue {
  switch (template.type) {
    case 'fixed':
      return template.value
    case 'text':
      return renderTemplate(template.template, variables, form)
    case 'list':
      return template.items.map((item) => renderJsonTemplate(item, variables, form))
    case 'map':
      return renderMap(template.entries, variables, form)
  }
}

/** Every variable the value's texts refer to. */
export function jsonTemplateSelectors(template: JsonTemplate): readonly Selector[] {
  switch (template.type) {
    case 'fixed':
      return []
    case 'text':
      return templateSelectors(template.template)
    case 'list':
      return template.items.flatMap(jsonTemplateSelectors)
    case 'map':
      return template.entries.flatMap(([, item]) => jsonTemplateSelectors(item))
  }
}

function renderMap(
  entries: readonly (readonly [string, JsonTemplate])[],
  variables: VariableReader,
  form: RenderForm,
): JsonObject {
  return Object.fromEntries(
    entries.map(([key, item]) => [key, renderJsonTemplate(item, variables, form)]),
  )
}

function fixed(value: JsonValue): JsonTemplate {
  return { type: 'fixed', value }
}

function isFixed({ type }: JsonTemplate): boolean {
  return type === 'fixed'
}
