import { compileGraph, NodeKindTable, parseGraph } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

describe('edges that lead nowhere', () => {
  const nodes = [{ id: 's', data: { type: 'start' } }]
  const compile = (edges: readonly { source: string; target: string }[]) =>
    compileGraph(parseGraph({ nodes, edges }), NodeKindTable.of([]))

  it('H10 are read, and refused when the graph is compiled, by the number of the edge', () => {
    expect(() => compile([{ source: 's', target: 'x' }])).toThrow(
      "[MISSING_NODE] Edge edge_0 references unknown target node 'x'.",
    )
    expect(() => compile([{ source: 'y', target: 's' }])).toThrow(
      "[MISSING_NODE] Edge edge_0 references unknown source node 'y'.",
    )
  })

  it('are all named at once', () => {
    const edges = [
      { source: 's', target: 'x' },
      { source: 'y', target: 'z' },
    ]
    expect(() => compile(edges)).toThrow(
      /edge_0 .*'x'\.; \[MISSING_NODE\] Edge edge_1 .*'y'\.; \[MISSING_NODE\] Edge edge_1 .*'z'\./,
    )
  })
})
