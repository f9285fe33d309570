import type { NodeKind } from '@weft/domain/workflow'
import { LoopEndNodeKind } from '../loop/loop-end-node.js'
import { LoopNodeKind } from '../loop/loop-node.js'
import { IterationNodeKind } from './iteration-node.js'
import { RoundStartNodeKind } from './round-start-node.js'

/** Iterations and loops with what marks their begin and end. */
export function containerNodeKinds(): readonly NodeKind[] {
  return [
    new IterationNodeKind(),
    new RoundStartNodeKind('iteration-start'),
    new LoopNodeKind(),
    new RoundStartNodeKind('loop-start'),
    new LoopEndNodeKind(),
  ]
}
