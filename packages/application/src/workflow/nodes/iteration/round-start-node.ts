import type { BoundNode, NodeKind } from '@weft/domain/workflow'
import { runsByRules } from './runs-by-rules.js'

/** Marks where the rounds of a container begin. Does nothing, and is not told. */
export class RoundStartNodeKind implements NodeKind {
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = false

  constructor(readonly type: 'iteration-start' | 'loop-start') {}

  bind(): BoundNode {
    return { isRoundStart: true, isImmediate: true, execute: runsByRules }
  }
}
