import { DslInvalid } from '@weft/domain/workflow'
import { isAlias, isCollection, isPair, isScalar, type Document } from 'yaml'

/** Four times the largest text: aliases may repeat things, within reason. */
const MAX_EXPANDED_CHARACTERS = 40 * 1024 * 1024
/** What a node costs besides its text. */
const NODE_COST = 8
/** Every alias is looked up among all anchors, so both are bounded. */
const MAX_ALIASES = 1_000
const MAX_ANCHORS = 10_000

/**
 * Computes how large a document is once every alias is replaced by what it stands for, without replacing any.
 *
 * @throws DslInvalid when that is too much, or without end.
 */
export function requireBoundedExpansion(document: Document): void {
  if (new Expansion().sizeOf(document.contents) > MAX_EXPANDED_CHARACTERS)
    throw refuse('its aliases repeat too much')
}

class Expansion {
  /** What each anchor stands for; an alias always comes after its anchor. */
  private readonly sizes = new Map<string, number>()
  private aliases = 0
  private anchors = 0

  sizeOf(node: unknown): number {
    if (isAlias(node)) return this.sizeOfAlias(node.source)
    if (isPair(node)) return this.sizeOf(node.key) + this.sizeOf(node.value)
    if (isScalar(node)) return this.remember(node.anchor, NODE_COST + textLength(node.value))
    if (!isCollection(node)) return NODE_COST
    // Until the collection is complete, its anchor stands for nothing.
    if (node.anchor !== undefined) this.sizes.delete(node.anchor)
    let size = NODE_COST
    for (const item of node.items) size += this.sizeOf(item)
    return this.remember(node.anchor, size)
  }

  private sizeOfAlias(source: string): number {
    const size = this.sizes.get(source)
    if (size === undefined) throw refuse(`the alias *${source} stands for what contains it`)
    this.aliases += 1
    if (this.aliases > MAX_ALIASES) throw refuse(`it has more than ${MAX_ALIASES} aliases`)
    return size
  }

  private remember(anchor: string | undefined, size: number): number {
    if (anchor === undefined) return size
    this.anchors += 1
    if (this.anchors > MAX_ANCHORS) throw refuse(`it has more than ${MAX_ANCHORS} anchors`)
    this.sizes.set(anchor, size)
    return size
  }
}

function textLength(value: unknown): number {
  return typeof value === 'string' ? value.length : 0
}

function refuse(problem: string): DslInvalid {
  return new DslInvalid('parse.invalid_yaml', `Invalid YAML format: ${problem}`)
}
