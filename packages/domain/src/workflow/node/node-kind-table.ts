import type { NodeKind } from './node-kind.js'

/** The kinds of node a graph may use. Immutable: `with` gives a new table. */
export class NodeKindTable {
  private constructor(private readonly kinds: ReadonlyMap<string, NodeKind>) {}

  /** Of two kinds for the same type and version the later one counts. */
  static of(kinds: Iterable<NodeKind>): NodeKindTable {
    const table = new Map<string, NodeKind>()
    for (const kind of kinds) add(table, kind)
    return new NodeKindTable(table)
  }

  /** The table with a further kind, which takes the place of one with the same type and version. */
  with(kind: NodeKind): NodeKindTable {
    const table = new Map(this.kinds)
    add(table, kind)
    return new NodeKindTable(table)
  }

  find(type: string, version: string): NodeKind | undefined {
    return this.kinds.get(keyOf(type, version))
  }

  /** Every kind of the table, once. */
  list(): readonly NodeKind[] {
    return [...new Set(this.kinds.values())]
  }
}

function add(table: Map<string, NodeKind>, kind: NodeKind): void {
  for (const version of kind.versions) table.set(keyOf(kind.type, version), kind)
}

function keyOf(type: string, version: string): string {
  return `${type}@${version}`
}
