import { textOf, type BasicPromptMaterial, type PromptMessage } from '@weft/domain/model'

/** Counts a token per character, so that sizes are easy to see. */
export const countCharacters = (messages: readonly PromptMessage[]): number =>
  messages.reduce((sum, message) => sum + textOf(message).length, 0)

/** What a prompt is made from, where a test does not say otherwise. */
export function aMaterial(changes: Partial<BasicPromptMaterial> = {}): BasicPromptMaterial {
  return {
    inputs: {},
    query: 'Q',
    context: undefined,
    history: undefined,
    media: [],
    budget: { contextSize: undefined, maxTokens: 0 },
    countTokens: countCharacters,
    renderJinja: (template) => `rendered ${template}`,
    ...changes,
  }
}

export const anImage = {
  type: 'image',
  mimeType: 'image/png',
  filename: 'a.png',
  source: { type: 'url', url: 'https://example.com/a.png' },
} as const
