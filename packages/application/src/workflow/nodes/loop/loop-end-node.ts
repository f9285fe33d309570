import { NodeData, type BoundNode, type NodeDefinition, type NodeKind } from '@weft/domain/workflow'

/** Ends its loop after the present round. */
export class LoopEndNodeKind implements NodeKind {
  readonly type = 'loop-end'
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = false

  bind(node: NodeDefinition): BoundNode {
    const loopId = NodeData.of(node).text('loop_id', '') || undefined
    return {
      isImmediate: true,
      endsLoop: { loopId },
      execute: () => ({ type: 'succeeded', outputs: {} }),
    }
  }
}
