import type { ContainerPosition, NodeExecution } from '@weft/domain/workflow'
import type { StoredFields } from '../kernel/stored-fields.js'

/** Documents nest containers a few levels deep; what claims more was not written by this program. */
const MAX_CONTAINERS = 100

export const readNodeExecution = (fields: StoredFields): NodeExecution => ({
  id: fields.text('id'),
  nodeId: fields.text('nodeId'),
  nodeType: fields.text('nodeType'),
  title: fields.text('title'),
  index: fields.number('index'),
  predecessorNodeId: fields.optional('predecessorNodeId', (from, name) => from.text(name)),
  frameId: fields.text('frameId'),
  container: fields.optional('container', readPosition),
  startedAt: fields.date('startedAt'),
})

/** Reads the position under a field, with the containers around it. */
export function readPosition(fields: StoredFields, name: string): ContainerPosition {
  return readNested(fields, name, 1)
}

function readNested(fields: StoredFields, name: string, depth: number): ContainerPosition {
  if (depth > MAX_CONTAINERS) return fields.refuse(name, `nested at most ${MAX_CONTAINERS} deep`)
  const position = fields.child(name)
  return {
    kind: position.word('kind', ['iteration', 'loop']),
    nodeId: position.text('nodeId'),
    index: position.number('index'),
    outer: position.optional('outer', (from, outer) => readNested(from, outer, depth + 1)),
  }
}
