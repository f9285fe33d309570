import { isJsonObject, type JsonArray, type JsonValue } from '@weft/domain/kernel'
import type { GraphNode } from '@weft/domain/workflow'

/** What people call a way out of a node; empty for the only one. */
export function handleLabel(node: GraphNode | undefined, handle: string): string {
  if (handle === 'source' || handle === '') return ''
  if (handle === 'fail-branch') return 'on failure'
  if (handle === 'success-branch') return ''
  switch (node?.type) {
    case 'if-else':
      return caseLabel(node, handle)
    case 'question-classifier':
      return nameIn(node.data['classes'], handle) ?? handle
    case 'human-input':
      return nameIn(node.data['user_actions'], handle) ?? handle
    default:
      return handle
  }
}

function caseLabel(node: GraphNode, handle: string): string {
  if (handle === 'false') return 'else'
  const cases = Array.isArray(node.data['cases']) ? (node.data['cases'] as JsonArray) : []
  const position = cases.findIndex((each) => isJsonObject(each) && each['case_id'] === handle)
  return position <= 0 ? 'if' : `else if ${position + 1}`
}

function nameIn(list: JsonValue | undefined, id: string): string | undefined {
  const entries = Array.isArray(list) ? (list as JsonArray).filter(isJsonObject) : []
  const entry = entries.find((each) => each['id'] === id)
  const name = entry?.['name'] ?? entry?.['title']
  return typeof name === 'string' && name !== '' ? name : undefined
}
