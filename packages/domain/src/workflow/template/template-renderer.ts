import type { JsonObject } from '../../kernel/index.js'

export type TemplateOutcome =
  | { readonly type: 'rendered'; readonly text: string }
  /** The template is wrong, does too much or writes too much; the message says which and where. */
  | { readonly type: 'failed'; readonly message: string }

/**
 * Renders Jinja2 templates. Undefined names render empty. A template reaches its variables and nothing else, and is
 * ended when it works too long.
 */
export interface TemplateRenderer {
  render(template: string, variables: JsonObject): TemplateOutcome
}
