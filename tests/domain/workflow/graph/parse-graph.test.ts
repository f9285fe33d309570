import type { JsonObject } from '@weft/domain/kernel'
import { DslInvalid, parseGraph, readWorkflow, startForm } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

describe('parseGraph', () => {
  it('reads nodes and edges with their defaults', () => {
    const graph = parseGraph({
      nodes: [aNode('s', { type: 'start' }), aNode('e', { type: 'end', version: 2, title: 'End' })],
      edges: [{ source: 's', target: 'e' }],
    })
    expect(graph.nodes.map(({ id, type, version, title }) => [id, type, version, title])).toEqual([
      ['s', 'start', '1', ''],
      ['e', 'end', '2', 'End'],
    ])
    expect(graph.edges).toEqual([{ source: 's', target: 'e', handle: 'source' }])
  })

  it('H3 leaves notes out', () => {
    const note = { id: 'n', type: 'custom-note', data: { type: '' } }
    expect(parseGraph({ nodes: [note, aNode('s', { type: 'start' })] }).nodes).toHaveLength(1)
  })

  it('ignores edges whose ends or handle are not texts', () => {
    const edges = [
      { source: 's', target: 3 },
      { source: null, target: 'e' },
      { source: 's', target: 'e', sourceHandle: 1 },
      { source: 's', target: 'e', sourceHandle: 'true', targetHandle: 7 },
    ]
    expect(parseGraph({ nodes: [], edges }).edges).toEqual([
      { source: 's', target: 'e', handle: 'true' },
    ])
    expect(parseGraph({ nodes: [], edges: null }).edges).toEqual([])
  })

  it('does not touch the document', () => {
    const section = {
      graph: {
        nodes: [
          aNode('i', { type: 'if-else', conditions: [], logical_operator: 'or' }),
          aNode('t', { type: 'tool', tool_configurations: { proxy_server: null } }),
          aNode('it', { type: 'iteration' }),
        ],
        edges: [],
      },
    }
    const before = structuredClone(section)
    readWorkflow(section)
    expect(section).toEqual(before)
  })

  it.each<[JsonObject, string, string]>([
    [{}, 'graph.invalid_nodes', 'nodes'],
    [{ nodes: {} }, 'graph.invalid_nodes', 'nodes'],
    [{ nodes: ['x'] }, 'graph.invalid_node', 'Node 0'],
    [{ nodes: [{ id: 5, data: { type: 'start' } }] }, 'graph.invalid_node_id', 'Node 0: id'],
    [
      { nodes: [aNode('a', { type: 'end' }), aNode('a', { type: 'end' })] },
      'graph.duplicate_node_id',
      'id a',
    ],
    [{ nodes: [{ id: 'a' }] }, 'graph.invalid_node_data', 'Node a: data'],
    [{ nodes: [aNode('a', {})] }, 'graph.invalid_node_type', 'Node a: data.type'],
    [{ nodes: [aNode('a', { type: '' })] }, 'graph.invalid_node_type', 'Node a: data.type'],
    [{ nodes: [], edges: {} }, 'graph.invalid_edges', 'edges'],
    [{ nodes: [], edges: ['x'] }, 'graph.invalid_edge', 'Edge 0'],
  ])('refuses %j as %s', (raw, code, place) => {
    const error = catchError(() => parseGraph(raw))
    expect(error).toBeInstanceOf(DslInvalid)
    expect(error).toMatchObject({ code })
    expect((error as DslInvalid).message).toContain(place)
  })

  it('is needed by a workflow', () => {
    expect(catchError(() => readWorkflow({ features: {} }))).toMatchObject({
      code: 'graph.missing',
    })
  })
})

describe('containers', () => {
  it.each([
    ['iteration_id', { id: 'c', data: { type: 'llm', iteration_id: 'box' } }],
    ['loop_id', { id: 'c', data: { type: 'llm', loop_id: 'box' } }],
    ['parentId alone', { id: 'c', parentId: 'box', data: { type: 'iteration-start' } }],
  ])('H6 know their children by %s', (_mark, child) => {
    expect(nodeOf([aNode('box', { type: 'iteration' }), child], 'c')?.containerId).toBe('box')
  })

  it('are not what a mark names that leads nowhere', () => {
    expect(
      nodeOf([{ id: 'c', parentId: 'gone', data: { type: 'llm' } }], 'c')?.containerId,
    ).toBeUndefined()
    expect(nodeOf([aNode('c', { type: 'loop', loop_id: 'c' })], 'c')?.containerId).toBeUndefined()
  })

  it('H5 begin at the ordinary child they name', () => {
    const box = aNode('box', { type: 'iteration', start_node_id: 'llm' })
    const child = aNode('llm', { type: 'llm', iteration_id: 'box', isIterationStart: true })
    expect(nodeOf([box, child], 'box')?.data['start_node_id']).toBe('llm')
  })

  it('H5 begin at the child marked as the start, else at the one nothing leads to', () => {
    const box = aNode('box', { type: 'loop' })
    const second = { id: 'b', parentId: 'box', data: { type: 'code' } }
    const first = { id: 'a', parentId: 'box', data: { type: 'code' } }
    const start = { id: 's', parentId: 'box', data: { type: 'loop-start' } }
    const edges = [{ source: 'a', target: 'b' }]
    expect(nodeOf([box, second, first], 'box', edges)?.data['start_node_id']).toBe('a')
    expect(nodeOf([box, second, first, start], 'box', edges)?.data['start_node_id']).toBe('s')
    expect(nodeOf([box], 'box')?.data['start_node_id']).toBeUndefined()
  })

  it('have the settings older editors did not write', () => {
    expect(nodeOf([aNode('i', { type: 'iteration', parallel_nums: 3 })], 'i')?.data).toMatchObject({
      is_parallel: false,
      parallel_nums: 3,
      error_handle_mode: 'terminated',
      flatten_output: true,
    })
    expect(nodeOf([aNode('l', { type: 'loop' })], 'l')?.data).toMatchObject({
      error_handle_mode: 'terminated',
    })
  })
})

describe('older node shapes', () => {
  it('H4 take the conditions of an if-else without cases for the case true', () => {
    const conditions = [{ variable_selector: ['a', 'b'], comparison_operator: 'is', value: 'x' }]
    const data = { type: 'if-else', logical_operator: 'or', conditions }
    expect(nodeOf([aNode('i', data)], 'i')?.data['cases']).toEqual([
      { case_id: 'true', logical_operator: 'or', conditions },
    ])
    const cases = [{ case_id: 'x', conditions: [] }]
    expect(nodeOf([aNode('i', { ...data, cases })], 'i')?.data['cases']).toEqual(cases)
  })

  it('H7 drop the null settings of a tool', () => {
    const data = { type: 'tool', tool_configurations: { proxy_server: null, size: 3 } }
    expect(nodeOf([aNode('t', data)], 't')?.data['tool_configurations']).toEqual({ size: 3 })
  })

  it('read the former name of structured output', () => {
    const older = aNode('l', { type: 'llm', structured_output_enabled: true })
    expect(nodeOf([older], 'l')?.data['structured_output_switch_on']).toBe(true)
    const both = {
      type: 'llm',
      structured_output_enabled: true,
      structured_output_switch_on: false,
    }
    expect(nodeOf([aNode('l', both)], 'l')?.data['structured_output_switch_on']).toBe(false)
  })
})

describe('the names newer editors give to what the user sent', () => {
  const data = {
    type: 'llm',
    prompt_template: [
      { role: 'user', text: '{{#userinput.query#}} {{#userinput.files#}} {{#userinput.other#}}' },
    ],
    context: { variable_selector: ['userinput', 'files'] },
    words: ['userinput', 'userinput.query', 'files'],
  }

  it('lead to the system variables', () => {
    expect(nodeOf([aNode('l', data)], 'l')?.data).toEqual({
      type: 'llm',
      prompt_template: [
        { role: 'user', text: '{{#sys.query#}} {{#sys.files#}} {{#userinput.other#}}' },
      ],
      context: { variable_selector: ['sys', 'files'] },
      words: ['userinput', 'userinput.query', 'files'],
    })
  })

  it('lead to a node that really has that name', () => {
    const nodes = [aNode('l', data), aNode('userinput', { type: 'start' })]
    expect(nodeOf(nodes, 'l')?.data).toEqual(data)
  })
})

describe('startForm', () => {
  it('is what the start node asks for', () => {
    const variables = [{ variable: 'topic', type: 'text-input', label: 'Topic', required: true }]
    const graph = parseGraph({ nodes: [aNode('s', { type: 'start', variables })] })
    expect(startForm(graph).fields.map((field) => field.variable)).toEqual(['topic'])
  })

  it('is empty for a workflow without start node', () => {
    expect(startForm(parseGraph({ nodes: [] })).fields).toEqual([])
  })
})

function aNode(id: string, data: JsonObject): JsonObject {
  return { id, type: 'custom', data }
}

function nodeOf(nodes: readonly JsonObject[], id: string, edges: readonly JsonObject[] = []) {
  return parseGraph({ nodes, edges }).nodes.find((node) => node.id === id)
}

function catchError(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
