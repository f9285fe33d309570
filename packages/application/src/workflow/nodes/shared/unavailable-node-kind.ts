import type { BoundNode, ExecutionClass, NodeFailure, NodeKind } from '@weft/domain/workflow'

/** A kind documents may use and this installation cannot run: its nodes are read and fail when they are reached. */
export class UnavailableNodeKind implements NodeKind {
  readonly versions = ['1', '2']
  readonly isRetryable = false

  /** @param error what is missing and what to do about it, as sentences. */
  constructor(
    readonly type: string,
    readonly executionClass: Exclude<ExecutionClass, 'container' | 'response'>,
    private readonly error: string,
  ) {}

  bind(): BoundNode {
    const failure: NodeFailure = {
      type: 'failed',
      error: this.error,
      errorType: 'NodeNotAvailableError',
    }
    return { isImmediate: true, execute: () => failure }
  }
}
