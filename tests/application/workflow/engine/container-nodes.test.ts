import type { JsonObject } from '@weft/domain/kernel'
import { compileGraph, GraphInvalid, NodeKindTable, type RunEvent } from '@weft/domain/workflow'
import { standardNodeKinds } from '@weft/application/workflow'
import { describe, expect, it } from 'vitest'
import { aGraph } from '../../../domain/workflow/run/play-run.js'
import { noCode, noModels, plainTemplates } from '../nodes/node-harness.js'
import { collect, anEngine, runArgs } from './engine-harness.js'

const kinds = NodeKindTable.of(
  standardNodeKinds({ models: noModels, code: noCode, templates: plainTemplates }),
)

const countTo = (least: string, data: JsonObject = {}) =>
  aGraph(
    {
      S: ['start', { variables: [] }],
      L: [
        'loop',
        {
          start_node_id: 'b',
          loop_count: 5,
          logical_operator: 'and',
          break_conditions: [
            { variable_selector: ['L', 'counter'], comparison_operator: '≥', value: least },
          ],
          loop_variables: [
            { label: 'counter', var_type: 'number', value_type: 'constant', value: '0' },
          ],
          ...data,
        },
      ],
      b: ['loop-start', {}, 'L'],
      w: [
        'assigner',
        {
          items: [
            {
              variable_selector: ['L', 'counter'],
              input_type: 'constant',
              operation: '+=',
              value: 1,
            },
          ],
        },
        'L',
      ],
      E: [
        'end',
        {
          outputs: [
            { variable: 'counter', value_selector: ['L', 'counter'] },
            { variable: 'round', value_selector: ['L', 'loop_round'] },
          ],
        },
      ],
    },
    ['S -> L', 'b -> w', 'L -> E'],
  )

const versioned = (graph: ReturnType<typeof aGraph>) => ({
  ...graph,
  nodes: graph.nodes.map((node) => (node.type === 'assigner' ? { ...node, version: '2' } : node)),
})

describe('the nodes of containers', () => {
  it('H49 loops until the condition on its variable holds', async () => {
    const events = await run(versioned(countTo('2')))
    expect(events.at(-1)).toMatchObject({ outputs: { counter: 2, round: 2 } })
    expect(events.find((event) => event.type === 'ContainerSucceeded')).toMatchObject({
      steps: 5,
      outputs: { counter: 2, loop_round: 2 },
      metadata: { completed_reason: 'loop_break' },
    })
    const next = events.filter((event) => event.type === 'ContainerAdvanced')
    expect(next.map(({ index }) => index)).toEqual([1])
  })

  it('H50 does not begin when the condition holds already', async () => {
    const events = await run(versioned(countTo('0')))
    expect(events.at(-1)).toMatchObject({ outputs: { counter: 0, round: null } })
  })

  it('H55 fails after a round when the condition is on a variable that is not there', async () => {
    const missing = { variable_selector: ['L', 'other'], comparison_operator: '=', value: '1' }
    const events = await run(versioned(countTo('2', { break_conditions: [missing] })))
    expect(events.at(-1)).toMatchObject({
      type: 'RunFailed',
      error: "Variable ['L', 'other'] not found",
      exceptionsCount: 1,
    })
  })

  it('starts from variables of the run, and fails when one is missing', async () => {
    const copied = (name: string) => ({
      loop_variables: [
        { label: 'counter', var_type: 'number', value_type: 'variable', value: ['S', name] },
      ],
    })
    const started = { ...versioned(countTo('9', copied('from'))) }
    const nodes = started.nodes.map((node) =>
      node.id === 'S'
        ? { ...node, data: { variables: [{ variable: 'from', type: 'number' }] } }
        : node,
    )
    const events = await run({ ...started, nodes }, { from: 7 })
    expect(events.at(-1)).toMatchObject({ outputs: { counter: 9, round: 2 } })
    expect((await run(versioned(countTo('9', copied('nowhere'))))).at(-1)).toMatchObject({
      error: 'Invalid value for loop variable counter',
    })
  })

  it('accepts constants as values and as JSON text, and refuses those of another type', () => {
    const withConstant = (var_type: string, value: JsonObject[string]) =>
      versioned(
        countTo('1', {
          loop_variables: [{ label: 'counter', var_type, value_type: 'constant', value }],
        }),
      )
    for (const [type, value] of [
      ['number', 3],
      ['number', '3.5'],
      ['array[string]', '["a"]'],
      ['array[string]', ['a']],
      ['array[object]', ''],
      ['object', '{"a": 1}'],
      ['boolean', 'true'],
      ['string', ''],
    ] as const)
      expect(() => compileGraph(withConstant(type, value), kinds)).not.toThrow()
    for (const [type, value] of [
      ['number', 'many'],
      ['array[string]', '[1]'],
      ['object', []],
    ] as const)
      expect(() => compileGraph(withConstant(type, value), kinds)).toThrow(GraphInvalid)
  })

  it('refuses windows and rounds below one', () => {
    expect(() => compileGraph(versioned(countTo('1', { loop_count: 0 })), kinds)).toThrow(
      'Node L: loop_count must be at least 1, got 0.',
    )
    const iteration = aGraph(
      {
        S: ['start', { variables: [] }],
        I: [
          'iteration',
          {
            start_node_id: 'b',
            iterator_selector: ['S', 'x'],
            output_selector: ['I', 'item'],
            is_parallel: true,
            parallel_nums: 0,
          },
        ],
        b: ['iteration-start', {}, 'I'],
      },
      ['S -> I'],
    )
    expect(() => compileGraph(iteration, kinds)).toThrow(
      'Node I: parallel_nums must be at least 1, got 0.',
    )
  })

  it('H66 streams the outputs of an end node, a line each', async () => {
    const graph = aGraph(
      {
        S: [
          'start',
          {
            variables: [
              { variable: 'a', type: 'paragraph' },
              { variable: 'b', type: 'paragraph' },
            ],
          },
        ],
        E: [
          'end',
          {
            outputs: [
              { variable: 'a', value_selector: ['S', 'a'] },
              { variable: 'b', value_selector: ['S', 'b'] },
            ],
          },
        ],
      },
      ['S -> E'],
    )
    const events = await run(graph, { a: 'one', b: 'two' })
    const texts = events.flatMap((event) => (event.type === 'AnswerStreamed' ? [event.text] : []))
    expect(texts).toEqual(['one', '\n', 'two'])
    expect(events.at(-1)).toMatchObject({ outputs: { a: 'one', b: 'two' } })
    expect(events.at(-1)).not.toHaveProperty('outputs.answer')
  })
})

async function run(
  graph: ReturnType<typeof aGraph>,
  inputs: JsonObject = {},
): Promise<readonly RunEvent[]> {
  const { signal } = new AbortController()
  return (
    await collect(anEngine().run(compileGraph(graph, kinds), runArgs({ inputs }), { signal }))
  ).flat()
}
