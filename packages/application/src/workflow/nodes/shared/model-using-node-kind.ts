import type { ModelRegistry } from '@weft/domain/model'
import type { NodeKind } from '@weft/domain/workflow'

/** A kind of node that talks to models, and can do so with others: scripted ones in a trial run. */
export interface ModelUsingNodeKind extends NodeKind {
  withModels(models: ModelRegistry): NodeKind
}

export function usesModels(kind: NodeKind): kind is ModelUsingNodeKind {
  return 'withModels' in kind && typeof kind.withModels === 'function'
}
