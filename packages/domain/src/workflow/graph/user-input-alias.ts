import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import type { GraphNode } from './graph.js'

/**
 * Newer editors call the user's message and files `userinput.query` and `userinput.files`; they are `sys.query` and
 * `sys.files`. References are brought to the latter, unless a node really has that name.
 */
export function resolveUserInputAlias(nodes: readonly GraphNode[]): readonly GraphNode[] {
  if (nodes.some((node) => node.id === ALIAS)) return nodes
  return nodes.map((node) => {
    const data = rewrite(node.data)
    return data === node.data || !isJsonObject(data) ? node : { ...node, data }
  })
}

const ALIAS = 'userinput'
const REFERENCE = /\{\{#userinput\.(query|files)(?=[.#])/g

/** The same value where nothing is to be changed. */
function rewrite(value: JsonValue): JsonValue {
  if (typeof value === 'string')
    return value.includes(ALIAS) ? value.replace(REFERENCE, '{{#sys.$1') : value
  if (Array.isArray(value)) return rewriteList(value as readonly JsonValue[])
  return isJsonObject(value) ? rewriteMap(value) : value
}

function rewriteList(items: readonly JsonValue[]): readonly JsonValue[] {
  const [first, second, ...keys] = items
  if (first === ALIAS && (second === 'query' || second === 'files')) return ['sys', second, ...keys]
  const rewritten = items.map(rewrite)
  return rewritten.some((item, i) => item !== items[i]) ? rewritten : items
}

function rewriteMap(map: JsonObject): JsonObject {
  const rewritten = Object.entries(map).map(([key, item]) => [key, rewrite(item)] as const)
  return rewritten.some(([key, item]) => item !== map[key]) ? Object.fromEntries(rewritten) : map
}
