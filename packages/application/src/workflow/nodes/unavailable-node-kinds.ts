import type { NodeKind } from '@weft/domain/workflow'
import { UnavailableNodeKind } from './shared/unavailable-node-kind.js'

/** Kinds that documents may hold and that do not run here: each says so when it is reached. */
export function unavailableNodeKinds(): readonly NodeKind[] {
  return [
    new UnavailableNodeKind(
      'datasource',
      'root',
      'Data source nodes are not available here: they belong to knowledge pipelines, which this program does not run.',
    ),
    new UnavailableNodeKind(
      'knowledge-index',
      'executable',
      'Knowledge index nodes are not available here: they belong to knowledge pipelines, which this program does not run.',
    ),
    new UnavailableNodeKind(
      'knowledge-retrieval-v2',
      'executable',
      'Knowledge retrieval of version 2 is not available here: use a knowledge retrieval node, or mock this one in a trial run.',
    ),
  ]
}
