import { assertNever } from '../../kernel/index.js'
import type { ModelFailureKind } from '../model-error.js'

const SHORT_COOLDOWN_MS = 10_000
const LONG_COOLDOWN_MS = 60_000

/** Where the rotation starts over, so that the number stays small. */
export const ROTATION_LIMIT = 10_000_000

/** The rotation of a model nobody called for so long starts over. */
export const ROTATION_SILENCE_MS = 3_600_000

/** How long a credential rests after such a failure; 0 when it need not. */
export function cooldownMs(kind: ModelFailureKind): number {
  switch (kind) {
    case 'rate-limit':
      return LONG_COOLDOWN_MS
    case 'authorization':
    case 'connection':
      return SHORT_COOLDOWN_MS
    case 'server-unavailable':
    case 'bad-request':
    case 'other':
      return 0
    default:
      return assertNever(kind)
  }
}

/** Whether another model may do better: a request that is wrong is wrong for every model. */
export function callsForAnotherModel(kind: ModelFailureKind): boolean {
  return kind !== 'bad-request'
}

/** `count` items in the order in which a call tries them, for the call's number (from 1): 1 starts with the first. */
export function rotation<Item>(items: readonly Item[], callNumber: number): readonly Item[] {
  const start = items.length === 0 ? 0 : (callNumber - 1) % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
