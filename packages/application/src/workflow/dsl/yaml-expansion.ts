import { DslInvalid } from '@weft/domain/workflow'
import { isAlias, isCollection, isPair, isScalar, type Document } from 'yaml'

/** Four times the largest text: aliases may repeat things, within reason. */
const MAX_EXPANDED_CHARACTERS = 40 * 1024 * 1024
/** What a node costs besides its text. */
const NODE_COST = 8

/**
 * Computes how large a document is once every alias is replaced by what it stands for, without replacing any.
 *
 * @throws DslInvalid when that is too much, or without end.
 */
export function requireBoundedExpansion(document: Document): void {
  const sizes = new Map<string, number>()
  const total = sizeOf(document.contents, sizes)
  if (total > MAX_EXPANDED_CHARACTERS) throw refuse('its aliases repeat too much')
}

/** `sizes` holds what each anchor stands for; an alias always comes after its anchor. */
function sizeOf(node: unknown, sizes: Map<string, number>): number {
  if (isAlias(node)) {
    const size = sizes.get(node.source)
    if (size === undefined)
      throw refuse(`the alias *${node.source} stands for what contains it, or nothing`)
    return size
  }
  if (isPair(node)) return sizeOf(node.key, sizes) + sizeOf(node.value, sizes)
  if (isScalar(node)) return remember(node.anchor, NODE_COST + textLength(node.value), sizes)
  if (!isCollection(node)) return NODE_COST
  if (node.anchor !== undefined) sizes.delete(node.anchor)
  let size = NODE_COST
  for (const item of node.items) size += sizeOf(item, sizes)
  return remember(node.anchor, size, sizes)
}

function remember(anchor: string | undefined, size: number, sizes: Map<string, number>): number {
  if (anchor !== undefined) sizes.set(anchor, size)
  return size
}

function textLength(value: unknown): number {
  return typeof value === 'string' ? value.length : 0
}

function refuse(problem: string): DslInvalid {
  return new DslInvalid('parse.invalid_yaml', `Invalid YAML format: ${problem}`)
}
