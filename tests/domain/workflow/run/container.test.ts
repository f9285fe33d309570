import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { flattenResults, type RunEvent } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { aGraph, lastFirst, placeOf, playGraph, story, type Played } from './play-run.js'

const list = (...value: JsonValue[]) => [
  { selector: ['env', 'items'], segment: { type: 'array[any]' as const, value } },
]

/** `S -> I -> E`, the iteration holding one step that reads the item. */
function anIteration(data: JsonObject = {}, child: JsonObject = {}) {
  return aGraph(
    {
      S: ['start'],
      I: ['each', { start: 'b', output: ['c', 'value'], ...data }],
      b: ['enter', {}, 'I'],
      c: ['step', { reads: [['I', 'item']], ...child }, 'I'],
      E: ['result', { outputs: { output: ['I', 'output'] } }],
    },
    ['S -> I', 'b -> c', 'I -> E'],
  )
}

function aLoop(data: JsonObject, inside: JsonObject = { value: 1 }) {
  return aGraph(
    {
      S: ['start'],
      L: ['repeat', { start: 'b', ...data }],
      b: ['enter', {}, 'L'],
      c: ['write', { target: ['L', 'count'], ...inside }, 'L'],
      E: ['result', { outputs: { count: ['L', 'count'], round: ['L', 'loop_round'] } }],
    },
    ['S -> L', 'b -> c', 'L -> E'],
  )
}

describe('an iteration', () => {
  it('H40 runs its inside once for every item, one after the other', () => {
    const played = playGraph(anIteration(), { variables: list('x', 'y') })
    expect(story(played).slice(4)).toEqual([
      'I started',
      'I iteration started',
      'I next(0)',
      'b -> c',
      'c started',
      'c succeeded',
      'I next(1)',
      'b -> c',
      'c started',
      'c succeeded',
      'I iteration succeeded',
      'I -> E',
      'I succeeded',
      'E started',
      'E succeeded',
      'RunSucceeded',
    ])
    expect(outputs(played)).toEqual({ output: ['c(x)', 'c(y)'] })
    expect(find(played, 'ContainerSucceeded')).toMatchObject({
      steps: 2,
      inputs: { iterator_selector: ['x', 'y'] },
      metadata: { total_tokens: 0, iteration_duration_map: { 0: 0, 1: 0 } },
    })
    expect(places(played)).toEqual(['S', 'I', 'I[0].c', 'I[1].c', 'E'])
  })

  it('H41 succeeds without an item, and goes on', () => {
    for (const variables of [
      list(),
      [{ selector: ['env', 'items'], segment: { type: 'none' as const, value: null } }],
    ]) {
      const played = playGraph(anIteration(), { variables })
      expect(outputs(played)).toEqual({ output: [] })
      expect(story(played)).not.toContain('I next(0)')
      expect(find(played, 'ContainerSucceeded')).toMatchObject({ steps: 0 })
    }
  })

  it('H42 fails when there is no list', () => {
    const text = { selector: ['env', 'items'], segment: { type: 'string' as const, value: 'x' } }
    expect(playGraph(anIteration(), { variables: [text] }).events.at(-1)).toMatchObject({
      error: 'invalid iterator value: x, please provide a list.',
    })
    expect(playGraph(anIteration()).events.at(-1)).toMatchObject({
      error: "iterator variable ['env', 'items'] not found",
    })
  })

  it('H43 keeps no more items open than its window, and its results in order', () => {
    const items = Array.from({ length: 10 }, (_, i) => `i${i}`)
    const played = playGraph(anIteration({ window: 3 }), {
      variables: list(...items),
      pick: lastFirst,
    })
    expect(outputs(played)).toEqual({ output: items.map((item) => `c(${item})`) })
    let open = 0
    let most = 0
    for (const event of played.events) {
      if (event.type === 'ContainerAdvanced') open++
      if (event.type === 'NodeSucceeded' && event.execution.nodeId === 'c') open--
      most = Math.max(most, open)
    }
    expect(most).toBe(3)
  })

  describe('H44 when an item fails', () => {
    const failing = { fails: { of: 'I', at: [1] } }

    it('begins no further item and fails, if it is to terminate', () => {
      const played = playGraph(anIteration({}, failing), { variables: list('x', 'y', 'z') })
      expect(story(played).slice(-5)).toEqual([
        'c started',
        'c failed',
        'I iteration failed',
        'I failed',
        'RunFailed',
      ])
      expect(find(played, 'ContainerFailed')).toMatchObject({
        error: 'c failed',
        outputs: { output: ['c(x)'] },
      })
      expect(played.events.at(-1)).toMatchObject({ error: 'c failed', exceptionsCount: 2 })
    })

    it('leaves null in its place, if it is to continue', () => {
      const played = playGraph(anIteration({ mode: 'continue-on-error' }, failing), {
        variables: list('x', 'y', 'z'),
      })
      expect(played.events.at(-1)).toMatchObject({
        type: 'RunPartiallySucceeded',
        outputs: { output: ['c(x)', null, 'c(z)'] },
      })
    })

    it('leaves it out, if it is to remove', () => {
      const played = playGraph(anIteration({ mode: 'remove-abnormal-output' }, failing), {
        variables: list('x', 'y', 'z'),
      })
      expect(played.events.at(-1)).toMatchObject({
        type: 'RunPartiallySucceeded',
        outputs: { output: ['c(x)', 'c(z)'] },
      })
    })

    it('waits for the items that are open', () => {
      const played = playGraph(anIteration({ window: 3 }, { fails: { of: 'I', at: [0] } }), {
        variables: list('x', 'y', 'z', 'never'),
      })
      expect(places(played)).toEqual(['S', 'I', 'I[0].c', 'I[1].c', 'I[2].c'])
      expect(find(played, 'ContainerFailed')).toMatchObject({
        outputs: { output: ['c(y)', 'c(z)'] },
      })
    })
  })

  it('H45 joins lists of results where every result is one', () => {
    expect(flattenResults([['a'], ['b', 'c']])).toEqual(['a', 'b', 'c'])
    expect(flattenResults([['a'], null])).toEqual(['a'])
    expect(flattenResults([['a'], 'b'])).toEqual([['a'], 'b'])
    expect(flattenResults([null])).toEqual([null])
    const played = playGraph(anIteration({ output: ['I', 'item'], flattens: false }), {
      variables: list(['a'], ['b']),
    })
    expect(outputs(played)).toEqual({ output: [['a'], ['b']] })
  })

  it('H46 has null for an item whose result was skipped', () => {
    const graph = aGraph(
      {
        S: ['start'],
        I: ['each', { start: 'if', output: ['c', 'value'] }],
        if: ['choice', { handle: 'false' }, 'I'],
        c: ['step', {}, 'I'],
        E: ['result', { outputs: { output: ['I', 'output'] } }],
      },
      ['S -> I', 'if[true] -> c', 'I -> E'],
    )
    expect(outputs(playGraph(graph, { variables: list('x') }))).toEqual({ output: [null] })
  })

  it('H47 does not count a failure that is handled inside', () => {
    const played = playGraph(anIteration({}, { fails: true, error_strategy: 'fail-branch' }), {
      variables: list('x'),
    })
    expect(played.events.at(-1)).toMatchObject({
      type: 'RunPartiallySucceeded',
      outputs: { output: [null] },
    })
  })

  it('H48 shows a conversation variable written in an item to later items and to the run, and nothing else', () => {
    const graph = aGraph(
      {
        S: ['start'],
        I: ['each', { start: 'r', output: ['r', 'value'] }],
        r: ['step', { reads: [['conversation', 'x']] }, 'I'],
        w: ['write', { target: ['conversation', 'x'], reads: ['I', 'item'] }, 'I'],
        o: ['write', { target: ['env', 'y'], reads: ['I', 'item'] }, 'I'],
        E: [
          'result',
          { outputs: { output: ['I', 'output'], x: ['conversation', 'x'], y: ['env', 'y'] } },
        ],
      },
      ['S -> I', 'r -> w', 'w -> o', 'I -> E'],
    )
    expect(outputs(playGraph(graph, { variables: list('one', 'two') }))).toEqual({
      output: ['r(-)', 'r(one)'],
      x: 'two',
      y: null,
    })
  })

  it('isolates parallel items from each other', () => {
    const graph = aGraph(
      {
        S: ['start'],
        I: ['each', { start: 'a', output: ['b', 'value'], window: 3 }],
        a: ['step', { reads: [['I', 'item']] }, 'I'],
        b: ['step', { reads: [['a', 'value']] }, 'I'],
        E: ['result', { outputs: { output: ['I', 'output'] } }],
      },
      ['S -> I', 'a -> b', 'I -> E'],
    )
    const played = playGraph(graph, { variables: list('x', 'y', 'z'), pick: lastFirst })
    expect(outputs(played)).toEqual({ output: ['b(a(x))', 'b(a(y))', 'b(a(z))'] })
  })
})

describe('a loop', () => {
  it('H49 ends after the round in which its condition holds', () => {
    const played = playGraph(aLoop({ rounds: 5, stopAfter: 1 }))
    expect(story(played).slice(4)).toEqual([
      'L started',
      'L.count = 0',
      'L loop started',
      'b -> c',
      'c started',
      'L.count = 1',
      'c succeeded',
      'L loop succeeded',
      'L -> E',
      'L succeeded',
      'E started',
      'E succeeded',
      'RunSucceeded',
    ])
    expect(find(played, 'ContainerSucceeded')).toMatchObject({
      steps: 5,
      inputs: { loop_count: 5, count: 0 },
      outputs: { count: 1, loop_round: 1 },
      metadata: { completed_reason: 'loop_break', loop_variable_map: { 0: { count: 1 } } },
    })
    expect(outputs(played)).toEqual({ count: 1, round: 1 })
  })

  it('H50 is over before its first round when the condition holds already', () => {
    const played = playGraph(aLoop({ rounds: 5, stopAfter: 0 }))
    expect(story(played)).not.toContain('c started')
    expect(find(played, 'ContainerSucceeded')).toMatchObject({ steps: 0, outputs: {} })
    expect(outputs(played)).toEqual({ count: 0, round: null })
  })

  it('starts nothing inside when it is over before its first round and enters at an ordinary child', () => {
    const graph = aGraph(
      {
        S: ['start'],
        L: ['repeat', { start: 'c', rounds: 2, stopAfter: 0 }],
        c: ['step', {}, 'L'],
      },
      ['S -> L'],
    )
    expect(places(playGraph(graph))).toEqual(['S', 'L'])
  })

  it('H51 is complete when its rounds are used up', () => {
    const played = playGraph(aLoop({ rounds: 3 }))
    expect(story(played).filter((line) => line.includes('next'))).toEqual([
      'L next(1)',
      'L next(2)',
    ])
    expect(find(played, 'ContainerSucceeded')).toMatchObject({
      outputs: { loop_round: 3 },
      metadata: { completed_reason: 'loop_completed' },
    })
    const [next] = played.events.filter((event) => event.type === 'ContainerAdvanced')
    expect(next).toMatchObject({ previousOutputs: { count: 1, loop_round: 1 } })
  })

  it('H52 is over after the round in which its end was reached, the rest of the round included', () => {
    const graph = aGraph(
      {
        S: ['start'],
        L: ['repeat', { start: 'b', rounds: 3 }],
        b: ['enter', {}, 'L'],
        x: ['leave', {}, 'L'],
        c: ['step', {}, 'L'],
      },
      ['S -> L', 'b -> x', 'b -> c'],
    )
    const played = playGraph(graph)
    expect(places(played)).toEqual(['S', 'L', 'L[0].x', 'L[0].c'])
    expect(find(played, 'ContainerSucceeded')).toMatchObject({
      metadata: { completed_reason: 'loop_break' },
    })
  })

  it('H53 is over when its end was reached inside an iteration', () => {
    const graph = aGraph(
      {
        S: ['start'],
        L: ['repeat', { start: 'I', rounds: 3 }],
        I: ['each', { start: 'x', output: ['x', 'y'] }, 'L'],
        x: ['leave', {}, 'I'],
      },
      ['S -> L'],
    )
    expect(places(playGraph(graph, { variables: list('a', 'b') }))).toEqual([
      'S',
      'L',
      'L[0].I',
      'L[0].I[0].x',
      'L[0].I[1].x',
    ])
  })

  it('H54 begins every round without what earlier rounds found', () => {
    const graph = aGraph(
      {
        S: ['start'],
        L: ['repeat', { start: 'r', rounds: 2 }],
        r: ['step', { reads: [['late', 'value']] }, 'L'],
        late: ['step', {}, 'L'],
      },
      ['S -> L', 'r -> late'],
    )
    const values = playGraph(graph).events.flatMap((event) =>
      event.type === 'NodeSucceeded' && event.execution.nodeId === 'r'
        ? [event.outcome.outputs['value']]
        : [],
    )
    expect(values).toEqual(['r(-)', 'r(-)'])
  })

  it('H55 fails after a round when its condition cannot be decided', () => {
    const played = playGraph(aLoop({ rounds: 2, stopAfter: 'error' }))
    expect(story(played).slice(-4)).toEqual([
      'c succeeded',
      'L loop failed',
      'L failed',
      'RunFailed',
    ])
    expect(played.events.at(-1)).toMatchObject({ exceptionsCount: 1 })
  })

  it('H56 fails with its child, and the run puts out nothing', () => {
    const graph = aGraph(
      {
        S: ['start'],
        L: ['repeat', { start: 'c', rounds: 2 }],
        c: ['step', { fails: true }, 'L'],
      },
      ['S -> L'],
    )
    const played = playGraph(graph)
    expect(story(played).slice(-4)).toEqual(['c failed', 'L loop failed', 'L failed', 'RunFailed'])
    expect(played.events.at(-1)).toMatchObject({ error: 'c failed', exceptionsCount: 2 })
    expect(find(played, 'ContainerFailed')).toMatchObject({
      outputs: {},
      metadata: { completed_reason: 'error' },
    })
  })

  it('H57 nests three levels deep', () => {
    const graph = aGraph(
      {
        S: ['start'],
        O: ['each', { start: 'L', output: ['L', 'loop_round'] }],
        L: ['repeat', { start: 'I', rounds: 2 }, 'O'],
        I: ['each', { start: 'c', items: ['env', 'list1'], output: ['c', 'value'] }, 'L'],
        c: ['step', { reads: [['O', 'item']] }, 'I'],
        E: ['result', { outputs: { output: ['O', 'output'] } }],
      },
      ['S -> O', 'O -> E'],
    )
    const played = playGraph(graph, { variables: list('x', 'y') })
    expect(outputs(played)).toEqual({ output: [2, 2] })
    expect(places(played).filter((place) => place.endsWith('c'))).toEqual([
      'O[0].L[0].I[0].c',
      'O[0].L[1].I[0].c',
      'O[1].L[0].I[0].c',
      'O[1].L[1].I[0].c',
    ])
  })

  it('goes on with its own error strategy', () => {
    const graph = aGraph(
      {
        S: ['start'],
        L: ['repeat', { start: 'c', rounds: 2, error_strategy: 'fail-branch' }],
        c: ['step', { fails: true }, 'L'],
        T: ['step', { reads: [['L', 'error_message']] }],
      },
      ['S -> L', 'L[fail-branch] -> T'],
    )
    const played = playGraph(graph)
    expect(played.events.at(-2)).toMatchObject({ outcome: { outputs: { value: 'T(c failed)' } } })
    expect(played.events.at(-1)).toMatchObject({ type: 'RunPartiallySucceeded' })
  })
})

function outputs({ events }: Played): unknown {
  const end = events.at(-1)
  return end && 'outputs' in end ? end.outputs : end
}

function find({ events }: Played, type: RunEvent['type']): RunEvent | undefined {
  return events.find((event) => event.type === type)
}

function places({ events }: Played): readonly string[] {
  return events.flatMap((event) => (event.type === 'NodeStarted' ? [placeOf(event.execution)] : []))
}
