import type { JsonObject } from '@weft/domain/kernel'
import {
  decideRun,
  evolveRun,
  exceededLimit,
  initialRunState,
  compileGraph,
  NodeNotReady,
  RunNotRunning,
  type RunEvent,
} from '@weft/domain/workflow'
import { scriptedNodeKinds } from '@weft/domain/workflow/testing'
import { describe, expect, it } from 'vitest'
import { aGraph, AT, inOrder, lastFirst, pathTaken, playGraph, RUN_ID, story } from './play-run.js'

const step = (data: JsonObject = {}) => ['step', data] as const
const choice = (handle: string) => ['choice', { handle }] as const

describe('the flow of a run', () => {
  it('H12 tells start and answer in order', () => {
    const graph = aGraph({ S: ['start'], A: ['answer', { answer: 'Hello {{#env.name#}}' }] }, [
      'S -> A',
    ])
    const played = playGraph(graph, {
      streams: true,
      variables: [{ selector: ['env', 'name'], segment: { type: 'string', value: 'Dify' } }],
    })
    expect(story(played)).toEqual([
      'RunStarted',
      'say Hello ',
      'say Dify',
      'S started',
      'S -> A',
      'S succeeded',
      'A started',
      'A succeeded',
      'RunSucceeded',
    ])
    expect(played.events.at(-1)).toMatchObject({ outputs: { answer: 'Hello Dify' } })
  })

  it('H13 joins two branches once, after the one that was taken', () => {
    const graph = aGraph(
      { S: ['start'], if: choice('true'), A: step(), B: step(), J: step(), E: step() },
      ['S -> if', 'if[true] -> A', 'if[false] -> B', 'A -> J', 'B -> J', 'J -> E'],
    )
    expect(story(playGraph(graph)).slice(4)).toEqual([
      'if started',
      'if -x B',
      'B -x J',
      'if -> A',
      'if succeeded',
      'A started',
      'A -> J',
      'A succeeded',
      'J started',
      'J -> E',
      'J succeeded',
      'E started',
      'E succeeded',
      'RunSucceeded',
    ])
  })

  it('H14 skips a join all of whose paths are skipped, and runs the join after it', () => {
    const graph = aGraph(
      {
        S: ['start'],
        if: choice('true'),
        A: step(),
        B: step(),
        C: step(),
        J1: step(),
        J2: step(),
      },
      [
        'S -> if',
        'if[true] -> A',
        'if[false] -> B',
        'if[false] -> C',
        'A -> J2',
        'B -> J1',
        'C -> J1',
        'J1 -> J2',
      ],
    )
    expect(pathTaken(playGraph(graph))).toEqual(['S', 'if', 'A', 'J2'])
  })

  it('H15 tells one skip for every edge of a chain nobody comes to', () => {
    const graph = aGraph(
      { S: ['start'], if: choice('true'), a: step(), b: step(), c: step(), d: step(), e: step() },
      ['S -> if', 'if[false] -> a', 'a -> b', 'b -> c', 'c -> d', 'd -> e'],
    )
    const told = story(playGraph(graph))
    expect(told.filter((line) => line.includes('-x'))).toHaveLength(5)
    expect(told.filter((line) => /^[a-e] /.test(line) && !line.includes('-x'))).toEqual([])
  })

  it('H16 does not look at a branch inside a branch that was not taken', () => {
    const graph = aGraph(
      { S: ['start'], outer: choice('true'), inner: choice('true'), A: step(), B: step() },
      ['S -> outer', 'outer[true] -> A', 'outer[false] -> inner', 'inner[true] -> B'],
    )
    expect(pathTaken(playGraph(graph))).toEqual(['S', 'outer', 'A'])
  })

  it('H17 succeeds when nothing is connected to the chosen handle', () => {
    const graph = aGraph({ S: ['start'], if: choice('false'), A: step() }, [
      'S -> if',
      'if[true] -> A',
    ])
    expect(playGraph(graph).events.at(-1)).toMatchObject({ type: 'RunSucceeded', outputs: {} })
  })

  it('H18 runs a join after both branches, and shows it what the slow one found', () => {
    const graph = aGraph(
      {
        S: ['start'],
        A: step(),
        B: step(),
        J: step({
          reads: [
            ['A', 'value'],
            ['B', 'value'],
          ],
        }),
      },
      ['S -> A', 'S -> B', 'A -> J', 'B -> J'],
    )
    for (const pick of [inOrder, lastFirst]) {
      const { events } = playGraph(graph, { pick })
      const join = events.find(
        (event) => event.type === 'NodeSucceeded' && event.execution.nodeId === 'J',
      )
      expect(join).toMatchObject({ outcome: { outputs: { value: 'J(A(),B())' } } })
    }
  })

  it('starts a node once when two edges of one branch end at it', () => {
    const graph = aGraph({ S: ['start'], if: choice('a'), J: step() }, [
      'S -> if',
      'if[a] -> J',
      'if[b] -> J',
      'if[a] -> J',
    ])
    expect(pathTaken(playGraph(graph))).toEqual(['S', 'if', 'J'])
  })

  it('H23 merges outputs, the later one counting', () => {
    const graph = aGraph(
      {
        S: ['start'],
        E1: ['result', { outputs: { a: ['env', 'list1'], c: ['env', 'list0'] } }],
        E2: ['result', { outputs: { b: ['env', 'list2'], c: ['env', 'list1'] } }],
      },
      ['S -> E1', 'S -> E2'],
    )
    expect(playGraph(graph).events.at(-1)).toMatchObject({
      outputs: { a: ['a'], b: ['a', 'b'], c: ['a'] },
    })
  })

  it('H24 succeeds without outputs when there is no node for them', () => {
    const graph = aGraph({ S: ['start'], T: step() }, ['S -> T'])
    expect(playGraph(graph).events.at(-1)).toMatchObject({ type: 'RunSucceeded', outputs: {} })
  })

  it('H25 fails with the failure nobody handles, and starts nothing afterwards', () => {
    const graph = aGraph({ S: ['start'], C: step({ fails: true }), slow: step(), after: step() }, [
      'S -> C',
      'S -> slow',
      'slow -> after',
    ])
    const { events } = playGraph(graph)
    expect(events.slice(-2)).toMatchObject([
      { type: 'NodeFailed', failure: { error: 'C failed' } },
      { type: 'RunFailed', error: 'C failed', exceptionsCount: 1, steps: 3 },
    ])
  })

  it('H26 takes the fail branch, tells it why, and succeeds in part', () => {
    const graph = aGraph(
      {
        S: ['start'],
        C: step({ fails: true, error_strategy: 'fail-branch' }),
        A: step(),
        T: step({
          reads: [
            ['C', 'error_message'],
            ['C', 'error_type'],
          ],
        }),
      },
      ['S -> C', 'C -> A', 'C[fail-branch] -> T'],
    )
    const played = playGraph(graph)
    expect(story(played).slice(4)).toEqual([
      'C started',
      'C -x A',
      'C -> T',
      'C exception',
      'T started',
      'T succeeded',
      'RunPartiallySucceeded',
    ])
    expect(played.events.at(-2)).toMatchObject({
      outcome: { outputs: { value: 'T(C failed,ScriptedError)' } },
    })
    expect(played.events.at(-1)).toMatchObject({ exceptionsCount: 1 })
  })

  it('H27 skips the fail branch of a node that succeeds', () => {
    const graph = aGraph(
      {
        S: ['start'],
        C: step({ error_strategy: 'fail-branch' }),
        A: step(),
        T: step(),
      },
      ['S -> C', 'C -> A', 'C[fail-branch] -> T'],
    )
    const played = playGraph(graph)
    expect(pathTaken(played)).toEqual(['S', 'C', 'A'])
    expect(played.events.at(-1)).toMatchObject({ type: 'RunSucceeded' })
  })

  it('H28 goes on with default values, their numbers being floats', () => {
    const graph = aGraph(
      {
        S: ['start'],
        C: step({
          fails: true,
          error_strategy: 'default-value',
          default_value: [
            { key: 'body', type: 'string', value: 'x' },
            { key: 'status_code', type: 'number', value: '0' },
          ],
        }),
        A: ['answer', { answer: '{{#C.body#}} {{#C.status_code#}} {{#C.error_type#}}' }],
      },
      ['S -> C', 'C -> A'],
    )
    expect(playGraph(graph, { streams: true }).events.at(-1)).toMatchObject({
      type: 'RunPartiallySucceeded',
      outputs: { answer: 'x 0.0 ScriptedError' },
    })
  })

  it('H31 retries as often as it may, then hands over to the strategy', () => {
    const graph = aGraph(
      {
        S: ['start'],
        C: step({
          fails: true,
          error_strategy: 'fail-branch',
          retry_config: { retry_enabled: true, max_retries: 2, retry_interval: 0 },
        }),
        T: step(),
      },
      ['S -> C', 'C[fail-branch] -> T'],
    )
    const played = playGraph(graph)
    expect(story(played).filter((line) => line.startsWith('C '))).toEqual([
      'C started',
      'C retry 1',
      'C retry 2',
      'C -> T',
      'C exception',
    ])
    expect(played.events.at(-1)).toMatchObject({ exceptionsCount: 3, steps: 5 })
    const ids = played.events.flatMap((event) =>
      'execution' in event && event.execution.nodeId === 'C' ? [event.execution.id] : [],
    )
    expect(new Set(ids).size).toBe(1)
  })

  it('H32 fails at once where the kind of node is not retried', () => {
    const graph = aGraph(
      {
        S: ['start'],
        if: ['choice', { handle: '', retry_config: { retry_enabled: true, max_retries: 3 } }],
      },
      ['S -> if'],
    )
    expect(playGraph(graph).events.slice(-2)).toMatchObject([
      {
        type: 'NodeFailed',
        failure: {
          error: 'Branch node if completed without selecting a branch',
          errorType: 'WorkflowNodeError',
        },
      },
      { type: 'RunFailed' },
    ])
  })

  it('H37 enters at the start node although there is a trigger, and runs what both lead to', () => {
    const kinds = scriptedNodeKinds().with({
      ...scriptedNodeKinds().find('start', '1')!,
      type: 'trigger',
    })
    const graph = aGraph({ S: ['start'], W: ['trigger'], A: step(), B: step(), J: step() }, [
      'S -> A',
      'W -> B',
      'A -> J',
      'B -> J',
    ])
    const compiled = compileGraph(graph, kinds)
    expect([...compiled.nodes.keys()]).toEqual(['S', 'A', 'J'])
    expect(compiled.root.inDegrees).toEqual([0, 1, 1])
  })

  it('H38 shows a written conversation variable to what comes after', () => {
    const graph = aGraph(
      {
        S: ['start'],
        W: ['write', { target: ['conversation', 'x'], value: 1 }],
        A: ['answer', { answer: '{{#conversation.x#}}' }],
      },
      ['S -> W', 'W -> A'],
    )
    const played = playGraph(graph, { streams: true })
    expect(story(played)).toContain('conversation.x = 1')
    expect(played.events.at(-1)).toMatchObject({ outputs: { answer: '1' } })
  })

  it('H33 says when more nodes were started than allowed', () => {
    const graph = compileGraph(aGraph({ S: ['start'], A: step() }, ['S -> A']), scriptedNodeKinds())
    const state = initialRunState(graph, { limits: { maxSteps: 3, maxTimeMs: 1000 } })
    state.steps = 3
    expect(exceededLimit(state, AT)).toBeUndefined()
    state.steps = 4
    expect(exceededLimit(state, AT)).toBe('Maximum execution steps exceeded: 4 > 3')
  })

  it('says when more time has passed than allowed', () => {
    const graph = compileGraph(aGraph({ S: ['start'] }, []), scriptedNodeKinds())
    const state = evolveRun(initialRunState(graph, { limits: { maxTimeMs: 1000 } }), begun)
    expect(exceededLimit(state, new Date(AT.getTime() + 1000))).toBeUndefined()
    expect(exceededLimit(state, new Date(AT.getTime() + 1230))).toBe(
      'Maximum execution time exceeded: 1.23s > 1s',
    )
  })

  it('refuses to start a node that is not ready, and anything before the start', () => {
    const graph = compileGraph(aGraph({ S: ['start'], A: step() }, ['S -> A']), scriptedNodeKinds())
    const command = {
      type: 'StartNode',
      frameId: '',
      nodeId: 'A',
      executionId: 'e',
      at: AT,
    } as const
    const created = initialRunState(graph)
    expect(() => decideRun(created, command)).toThrow(RunNotRunning)
    expect(() => decideRun(evolveRun(created, begun), command)).toThrow(NodeNotReady)
  })
})

const begun: RunEvent = {
  type: 'RunStarted',
  runId: RUN_ID,
  reason: 'initial',
  inputs: {},
  at: AT,
}
