import { compileGraph, GraphInvalid, NodeKindTable, type Graph } from '@weft/domain/workflow'
import { scriptedNodeKinds } from '@weft/domain/workflow/testing'
import { describe, expect, it } from 'vitest'
import { aGraph, pathTaken, playGraph } from '../run/play-run.js'

const kinds = scriptedNodeKinds()

describe('compileGraph', () => {
  it('H10 names the edge and the node it leads to in vain', () => {
    expect(issuesOf(aGraph({ S: ['start'] }, ['S -> x']))).toEqual([
      {
        code: 'MISSING_NODE',
        message: "Edge edge_0 references unknown target node 'x'.",
        nodeId: 'x',
      },
    ])
    expect(() => compileGraph(aGraph({ S: ['start'] }, ['S -> x', 'y -> S']), kinds)).toThrow(
      "[MISSING_NODE] Edge edge_0 references unknown target node 'x'.; " +
        "[MISSING_NODE] Edge edge_1 references unknown source node 'y'.",
    )
  })

  it('refuses a graph without nodes, without a start, or with two of them', () => {
    expect(codesOf(aGraph({}, []))).toEqual(['EMPTY_GRAPH'])
    expect(codesOf(aGraph({ A: ['step'] }, []))).toEqual(['MISSING_ROOT'])
    expect(codesOf(aGraph({ S: ['start'], T: ['start'] }, []))).toEqual(['AMBIGUOUS_ROOT'])
  })

  it('enters where it is told to, if that is a root', () => {
    const graph = aGraph({ S: ['start'], T: ['start'], A: ['step'] }, ['T -> A'])
    expect(compileGraph(graph, kinds, { entry: 'T' }).root.entry.id).toBe('T')
    expect(() => compileGraph(graph, kinds, { entry: 'A' })).toThrow(
      "Root node 'A' must declare execution type 'root'.",
    )
    expect(() => compileGraph(graph, kinds, { entry: 'x' })).toThrow(
      'Root node id x not found in the graph',
    )
  })

  it('refuses unknown types and versions, all of them at once', () => {
    const graph = aGraph({ S: ['start'], A: ['magic'], B: ['spell'] }, ['S -> A', 'A -> B'])
    expect(codesOf(graph)).toEqual(['UNKNOWN_NODE_TYPE', 'UNKNOWN_NODE_TYPE'])
    const [start, step] = aGraph({ S: ['start'], A: ['step'] }, []).nodes
    const newer = { nodes: [start!, { ...step!, version: '9' }], edges: graph.edges.slice(0, 1) }
    expect(codesOf(newer)).toEqual(['UNKNOWN_NODE_TYPE'])
  })

  it('refuses a container whose start is none of its children', () => {
    const graph = aGraph({ S: ['start'], I: ['each', { start: 'A' }], A: ['step'] }, ['S -> I'])
    expect(codesOf(graph)).toEqual(['INVALID_CONTAINER'])
  })

  it('refuses a default value that does not have its type, and one for a branch', () => {
    const bad = {
      error_strategy: 'default-value',
      default_value: [{ key: 'a', type: 'object', value: 'x' }],
    }
    expect(codesOf(aGraph({ S: ['start'], A: ['step', bad] }, ['S -> A']))).toEqual([
      'INVALID_NODE_DATA',
    ])
    const branch = { error_strategy: 'default-value' }
    expect(codesOf(aGraph({ S: ['start'], A: ['choice', branch] }, ['S -> A']))).toEqual([
      'INVALID_NODE_DATA',
    ])
  })

  it('names every edge that closes a cycle: a node on one would wait for itself', () => {
    const graph = aGraph({ S: ['start'], A: ['step'], B: ['step'], C: ['step'] }, [
      'S -> A',
      'A -> B',
      'B -> A',
      'B -> C',
      'C -> C',
    ])
    expect(codesOf(graph)).toEqual(['CYCLE', 'CYCLE'])
    expect(() => compileGraph(graph, kinds)).toThrow(
      "Edge edge_2 closes a cycle: it leads from 'B' back to 'A'",
    )
  })

  it('does not let a join wait for a node nothing leads to', () => {
    const graph = aGraph({ S: ['start'], A: ['step'], orphan: ['magic'], J: ['step'] }, [
      'S -> A',
      'A -> J',
      'orphan -> J',
    ])
    expect(pathTaken(playGraph(graph))).toEqual(['S', 'A', 'J'])
  })

  it('sizes the level inside a container to its own nodes', () => {
    const graph = aGraph(
      { S: ['start'], I: ['each', { start: 'b' }], b: ['enter', {}, 'I'], c: ['step', {}, 'I'] },
      ['S -> I', 'b -> c'],
    )
    const compiled = compileGraph(graph, kinds)
    expect(compiled.root.nodes.map(({ id }) => id)).toEqual(['S', 'I'])
    expect(compiled.nodes.get('I')?.inner?.nodes.map(({ id }) => id)).toEqual(['b', 'c'])
  })

  it('compiles a chain of ten thousand nodes', () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `n${i}`)
    const graph = aGraph(
      Object.fromEntries([['S', ['start']], ...ids.map((id) => [id, ['step']])]) as never,
      ids.map((id, i) => `${i === 0 ? 'S' : `n${i - 1}`} -> ${id}`),
    )
    expect(compileGraph(graph, kinds).nodes.size).toBe(10_001)
  })
})

describe('NodeKindTable', () => {
  const step = kinds.find('step', '1')!

  it('finds a kind by type and version', () => {
    expect(kinds.find('step', '2')).toBeUndefined()
    expect(kinds.find('magic', '1')).toBeUndefined()
  })

  it('puts a further kind in the place of one with the same type and version only', () => {
    const both = NodeKindTable.of([{ ...step, versions: ['1', '2'] }])
    const newer = { ...step, versions: ['2'] }
    const table = both.with(newer)
    expect(table.find('step', '2')).toBe(newer)
    expect(table.find('step', '1')).not.toBe(newer)
    expect(table.with({ ...step, type: 'other' }).find('step', '2')).toBe(newer)
    expect(both.find('step', '2')).not.toBe(newer)
  })
})

function issuesOf(graph: Graph) {
  try {
    compileGraph(graph, kinds)
    return []
  } catch (error) {
    if (error instanceof GraphInvalid) return error.issues
    throw error
  }
}

function codesOf(graph: Graph): readonly string[] {
  return issuesOf(graph).map(({ code }) => code)
}
