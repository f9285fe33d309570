import fc from 'fast-check'
import type { MediaPart } from '../prompt-message.js'
import type { BasicPromptMaterial } from './basic-prompt.js'
import type { HistoryRound, TokenCounter } from './prompt-history.js'

/** Texts with placeholders, marks and braces in them, as people and pranksters write them. */
export function anyPromptText(): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '{{',
      '}}',
      'a',
      'name',
      '{{name}}',
      '{{ name }}',
      '{{#context#}}',
      '{{#query#}}',
    ],
    ...['{{#histories#}}', '#context#', '<|im_start|>', '<|', '|>', ' ', '\n', '你', '🧵'],
  )
  return fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
}

/** Plain texts that nothing is filled into. */
function anyPlainText(): fc.Arbitrary<string> {
  return fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom('a', 'b', ' ', '\n') })
}

function anyMedia(): fc.Arbitrary<readonly MediaPart[]> {
  const part = fc.constantFrom('image', 'document', 'audio', 'video').map((type): MediaPart => ({
    type,
    mimeType: `${type}/x`,
    filename: 'x',
    source: { type: 'url', url: 'https://example.org/x' },
  }))
  return fc.array(part, { maxLength: 2 })
}

export function anyHistoryRound(): fc.Arbitrary<HistoryRound> {
  return fc.record({
    query: anyPlainText(),
    answer: anyPlainText(),
    media: anyMedia(),
    answerMedia: anyMedia(),
  })
}

/**
 * What a prompt is made from: always a query, often knowledge, files and a history, and a context that is mostly too
 * small for all of it.
 *
 * @param countTokens takes no more tokens for a text than for its parts together.
 */
export function anyBasicPromptMaterial(
  countTokens: TokenCounter,
): fc.Arbitrary<BasicPromptMaterial> {
  return fc.record({
    inputs: fc.record({ name: anyPlainText() }),
    query: anyPlainText(),
    context: fc.option(anyPlainText(), { nil: undefined }),
    history: fc.option(fc.array(anyHistoryRound(), { maxLength: 20 }), { nil: undefined }),
    media: anyMedia(),
    budget: fc.record({
      contextSize: fc.option(fc.integer({ min: 1, max: 1_200 }), { nil: undefined }),
      maxTokens: fc.integer({ min: 0, max: 200 }),
    }),
    countTokens: fc.constant(countTokens),
    renderJinja: fc.constant((template: string) => template),
  })
}
