import {
  NodeData,
  type BoundNode,
  type IterationErrorMode,
  type NodeDefinition,
  type NodeKind,
} from '@weft/domain/workflow'
import { runsByRules } from './runs-by-rules.js'

const ERROR_MODES: readonly IterationErrorMode[] = [
  'terminated',
  'continue-on-error',
  'remove-abnormal-output',
]

/** Runs its inside once for every item of a list, one after the other or several at a time. */
export class IterationNodeKind implements NodeKind {
  readonly type = 'iteration'
  readonly versions = ['1']
  readonly executionClass = 'container'
  readonly isRetryable = false

  bind(node: NodeDefinition): BoundNode {
    const data = NodeData.of(node)
    const isParallel = data.flag('is_parallel', false)
    const window = data.integer('parallel_nums', 10)
    if (isParallel && window < 1) data.refuse('parallel_nums', `must be at least 1, got ${window}`)
    return {
      execute: runsByRules,
      container: {
        kind: 'iteration',
        startNodeId: data.text('start_node_id', '') || undefined,
        iteratorSelector: data.selector('iterator_selector'),
        outputSelector: data.selector('output_selector'),
        window: isParallel ? window : 1,
        errorMode: data.word('error_handle_mode', ERROR_MODES, 'terminated'),
        flattens: data.flag('flatten_output', true),
      },
    }
  }
}
