import type { JsonObject } from '../../kernel/index.js'

/** Nothing was found. */
export type Passed = { readonly action: 'pass' }

/** A text is said in place of what was found. */
export type DirectOutput = { readonly action: 'direct_output'; readonly presetResponse: string }

/** What becomes of what a user said. */
export type InputVerdict =
  | Passed
  | DirectOutput
  /** The app goes on with this in place of what was said. */
  | { readonly action: 'overridden'; readonly inputs: JsonObject; readonly query: string }

/** What becomes of an answer, or of as much of it as there is. */
export type OutputVerdict =
  | Passed
  | DirectOutput
  /** The answer goes on behind this text. */
  | { readonly action: 'overridden'; readonly text: string }

export const PASSED: Passed = { action: 'pass' }
