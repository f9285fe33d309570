import type { Selector } from './selector.js'

/** The selector if `raw` is one: a list of at least two texts. */
export function readSelector(raw: unknown): Selector | undefined {
  if (!Array.isArray(raw) || raw.length < 2) return undefined
  const parts: readonly unknown[] = raw
  return parts.every((part) => typeof part === 'string') ? parts : undefined
}

/** One text per selector: `llm.text`. Node ids and names contain no dots. */
export function selectorKey(selector: Selector): string {
  return selector.join('.')
}
