const PLACEHOLDER = /\{\{([a-zA-Z_][a-zA-Z0-9_]{0,29}|#histories#|#query#|#context#)\}\}/g

/** Values by placeholder name: a variable's name, or `#context#`, `#query#`, `#histories#`. */
export type PromptValues = { readonly [name: string]: string | undefined }

/** The names a template has placeholders for, in order and without repetition. */
export function promptPlaceholders(template: string): readonly string[] {
  return [...new Set(Array.from(template.matchAll(PLACEHOLDER), (match) => match[1] ?? ''))]
}

/**
 * Fills in the placeholders `{{name}}`. A placeholder inside a value is defused to `{name}`, and so is one without a
 * value: nothing a user enters can reach the context or the history. Marks like `<|im_start|>` are removed.
 * Fill in once only: text that was filled in may hold placeholders again.
 */
export function fillPromptTemplate(template: string, values: PromptValues): string {
  const filled = template.replace(PLACEHOLDER, (placeholder, name: string) =>
    defusePlaceholders(Object.hasOwn(values, name) ? (values[name] ?? placeholder) : placeholder),
  )
  return filled.includes('<|') ? filled.split('\n').map(withoutMarks).join('\n') : filled
}

/** What `<\|.*?\|>` matches is removed. Not by that pattern: it takes forever over many beginnings and no end. */
function withoutMarks(line: string): string {
  let kept = ''
  let rest = line
  for (;;) {
    const start = rest.indexOf('<|')
    const end = start < 0 ? -1 : rest.indexOf('|>', start + 2)
    if (end < 0) return kept + rest
    kept += rest.slice(0, start)
    rest = rest.slice(end + 2)
  }
}

/**
 * The text with every placeholder `{{name}}` turned into `{name}`. One pass: of more than two braces in a row, a
 * placeholder may be left.
 */
export function defusePlaceholders(text: string): string {
  return text.replace(PLACEHOLDER, '{$1}')
}
