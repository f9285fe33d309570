import type { ModelFailureKind } from '../model-error.js'
import { ModelCallFailed } from '../model-error.js'
import type { ModelRef } from '../model-ref.js'

/** What a call goes to: calls of one credential share their luck, calls of one provider share its places. */
export type GuardTarget = {
  readonly model: ModelRef
  readonly provider: string
  /** Opaque; equal for equal credentials. */
  readonly credential: string
}

export type GuardOptions = {
  readonly signal: AbortSignal
  /** Longest wait for the result, or between two pieces; the guard's own when absent. */
  readonly silenceMs?: number
  /** Most attempts; the guard's own when absent. 1 where somebody else tries elsewhere. */
  readonly maxAttempts?: number
}

/** Carries calls to models through what may go wrong on the way: waiting, trying again, and knowing when not to. */
export interface ModelGuard {
  /**
   * Makes the call, perhaps several times.
   *
   * @throws ModelCallHeldBack when it is not even tried.
   * @throws ModelCallFailed as the last attempt did.
   */
  run<Result>(
    target: GuardTarget,
    call: (signal: AbortSignal) => Promise<Result>,
    options: GuardOptions,
  ): Promise<Result>
  /** The same for an answer in pieces: it is tried again only as long as no piece has been handed on. */
  stream<Piece>(
    target: GuardTarget,
    call: (signal: AbortSignal) => AsyncIterable<Piece>,
    options: GuardOptions,
  ): AsyncIterable<Piece>
}

/** Lets every call through as it is. */
export const noGuard: ModelGuard = {
  run: (_target, call, { signal }) => call(signal),
  stream: (_target, call, { signal }) => call(signal),
}

const REASONS = {
  'circuit-open': {
    kind: 'server-unavailable',
    text: 'failed too often a moment ago, so it is left alone for a while',
  },
  resting: {
    kind: 'rate-limit',
    text: 'turned every credential away a moment ago, so all of them rest for a while',
  },
  'too-many-calls': {
    kind: 'rate-limit',
    text: 'has as many calls under way as it may have',
  },
} as const satisfies Record<string, { readonly kind: ModelFailureKind; readonly text: string }>

/** A call that never left the house. */
export class ModelCallHeldBack extends ModelCallFailed {
  constructor(
    model: ModelRef,
    readonly reason: keyof typeof REASONS,
    retryAfterMs?: number,
  ) {
    const { kind, text } = REASONS[reason]
    super(
      model,
      kind,
      `[${model.provider}] The provider ${text}.`,
      retryAfterMs === undefined ? {} : { retryAfterMs },
    )
  }
}
