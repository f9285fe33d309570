/** What is used of the layout library; its own declarations do not resolve for ECMAScript modules. */
declare module '@dagrejs/dagre' {
  type Placed = { readonly x: number; readonly y: number }
  type Sized = { readonly width: number; readonly height: number }

  export class Graph {
    constructor(options: { readonly multigraph: boolean })
    setGraph(label: {
      readonly rankdir: 'LR'
      /** Pixels between nodes of a column, between columns, and between edges. */
      readonly nodesep: number
      readonly ranksep: number
      readonly edgesep: number
    }): void
    setNode(id: string, label: Sized): void
    setEdge(
      source: string,
      target: string,
      label: Sized & {
        readonly labelpos: 'c'
        /** How much the edge wants to be short and straight. */
        readonly weight: number
      },
      name: string,
    ): void
    /** After the layout: the size of everything. Undefined for an empty graph. */
    graph(): Partial<Sized>
    /** After the layout: the middle of the node. */
    node(id: string): Placed & Sized
    /** After the layout: the way, and the middle of the label where there is one. */
    edge(edge: {
      readonly v: string
      readonly w: string
      readonly name: string
    }): Partial<Placed> & { readonly points: readonly Placed[] }
  }

  /** Adds the places of nodes and edges to the graph. */
  export function layout(graph: Graph): void
}
