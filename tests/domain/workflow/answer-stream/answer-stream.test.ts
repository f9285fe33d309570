import type { JsonObject } from '@weft/domain/kernel'
import {
  AnswerStream,
  compileGraph,
  decideRun,
  evolveRun,
  type CompiledGraph,
  type Graph,
  type NodeOutcome,
  type RunCommand,
  type RunEvent,
  type RunState,
} from '@weft/domain/workflow'
import { scriptedNodeKinds } from '@weft/domain/workflow/testing'
import { describe, expect, it } from 'vitest'
import { aGraph, AT, initialState, lastFirst, playGraph, RUN_ID, story } from '../run/play-run.js'

const answer = (text: string) => ['answer', { answer: text }] as const
const step = (data: JsonObject = {}) => ['step', data] as const

describe('AnswerStream', () => {
  it('H58 says fixed text at once, tokens as they come, and the rest after them', () => {
    const run = new ByHand(
      aGraph({ S: ['start'], L: step(), A: answer('A {{#L.text#}} B') }, ['S -> L', 'L -> A']),
    )
    expect(run.said()).toEqual(['A '])
    run.start('S').succeed('S').start('L')
    expect(run.said()).toEqual([])
    run.tell('L', 'one')
    expect(run.said()).toEqual(['one'])
    run.tell('L', ' two')
    expect(run.said()).toEqual([' two'])
    run.tell('L', '', true)
    expect(run.said()).toEqual([' B'])
    run.succeed('L', { outputs: { text: 'one two' } }).start('A')
    run.succeed('A', { outputs: { answer: 'A one two B' } })
    expect(run.said()).toEqual([])
  })

  it('H59 keeps to the order of the template, whoever is faster', () => {
    const run = new ByHand(
      aGraph({ S: ['start'], L1: step(), L2: step(), A: answer('{{#L2.text#}}{{#L1.text#}}') }, [
        'S -> L1',
        'S -> L2',
        'L1 -> A',
        'L2 -> A',
      ]),
    )
    run.start('S').succeed('S').start('L1').start('L2')
    run.tell('L1', '1').succeed('L1', { outputs: { text: '1' } })
    expect(run.said()).toEqual([])
    run.tell('L2', '2')
    expect(run.said()).toEqual(['2'])
    run.succeed('L2', { outputs: { text: '2' } })
    expect(run.said()).toEqual(['1'])
  })

  it('H60 says the first of two answers to its end before the second', () => {
    const run = new ByHand(
      aGraph(
        {
          S: ['start'],
          L1: step(),
          A1: answer('({{#L1.text#}})'),
          L2: step(),
          A2: answer('[{{#L2.text#}}]'),
        },
        ['S -> L1', 'L1 -> A1', 'A1 -> L2', 'L2 -> A2'],
      ),
    )
    expect(run.said()).toEqual(['('])
    run
      .start('S')
      .succeed('S')
      .start('L1')
      .succeed('L1', { outputs: { text: 'x' } })
    expect(run.said()).toEqual(['x', ')'])
    run.start('A1').succeed('A1', { outputs: { answer: '(x)' } })
    expect(run.said()).toEqual(['['])
  })

  it('H61 does not interleave parallel answers, also when the later one is done first', () => {
    const run = new ByHand(
      aGraph(
        {
          S: ['start'],
          L1: step(),
          L2: step(),
          A1: answer('1{{#L1.text#}}'),
          A2: answer('2{{#L2.text#}}'),
        },
        ['S -> L1', 'S -> L2', 'L1 -> A1', 'L2 -> A2'],
      ),
    )
    expect(run.said()).toEqual(['1'])
    run.start('S').succeed('S').start('L1').start('L2')
    run.succeed('L2', { outputs: { text: 'b' } }).start('A2')
    run.succeed('A2', { outputs: { answer: '2b' } })
    expect(run.said()).toEqual([])
    run.succeed('L1', { outputs: { text: 'a' } })
    expect(run.said()).toEqual(['a', '2', 'b'])
  })

  it('says a text that is known as a whole before one that has nothing to say yet', () => {
    const run = new ByHand(
      aGraph(
        { S: ['start'], L: step(), if: ['choice'], A1: answer('{{#L.text#}}'), A2: answer('two') },
        ['S -> L', 'S -> if', 'L -> A1', 'if[yes] -> A2', 'if[no] -> A1'],
      ),
    )
    run.start('S').succeed('S').start('if').start('L').succeed('if', { handle: 'yes' })
    expect(run.said()).toEqual(['two'])
    run
      .start('A2')
      .succeed('A2', { outputs: { answer: 'two' } })
      .tell('L', 'one')
    expect(run.said()).toEqual(['one'])
  })

  it('does not let it cut in on one that is being said', () => {
    const run = new ByHand(
      aGraph(
        { S: ['start'], L: step(), if: ['choice'], A1: answer('{{#L.text#}}'), A2: answer('two') },
        ['S -> L', 'S -> if', 'L -> A1', 'if[yes] -> A2', 'if[no] -> A1'],
      ),
    )
    run.start('S').succeed('S').start('L').tell('L', 'o')
    run.start('if').succeed('if', { handle: 'yes' })
    run.start('A2').succeed('A2', { outputs: { answer: 'two' } })
    expect(run.said()).toEqual(['o'])
    run.tell('L', 'ne').succeed('L', { outputs: { text: 'one' } })
    expect(run.said()).toEqual(['ne', 'two'])
  })

  it('H62 says nothing while a decision is open, then all there is', () => {
    const graph = aGraph({ S: ['start'], L: step(), if: ['choice'], A: answer('{{#L.text#}}!') }, [
      'S -> L',
      'L -> if',
      'if[true] -> A',
    ])
    const run = new ByHand(graph)
    run.start('S').succeed('S').start('L').tell('L', 'a').tell('L', 'b')
    run.succeed('L', { outputs: { text: 'ab' } }).start('if')
    expect(run.said()).toEqual([])
    run.succeed('if', { handle: 'true' })
    expect(run.said()).toEqual(['a', 'b', '!'])

    const other = new ByHand(graph)
    other
      .start('S')
      .succeed('S')
      .start('L')
      .succeed('L', { outputs: { text: 'ab' } })
    other.start('if').succeed('if', { handle: 'false' })
    expect(other.said()).toEqual([])
  })

  it('H63 waits with all of its text for the node that writes what it shows', () => {
    const run = new ByHand(
      aGraph(
        {
          S: ['start'],
          W: ['write', { target: ['conversation', 'x'] }],
          A: answer('x is {{#conversation.x#}}'),
        },
        ['S -> W', 'W -> A'],
      ),
    )
    expect(run.said()).toEqual([])
    run.start('S').succeed('S').start('W')
    const segment = { type: 'integer' as const, value: 2 }
    run.succeed('W', { updates: [{ selector: ['conversation', 'x'], segment }] })
    expect(run.said()).toEqual(['x is ', '2'])
  })

  it('H64 says nothing for a reference that was skipped', () => {
    const played = playGraph(
      aGraph(
        {
          S: ['start'],
          if: ['choice', { handle: 'true' }],
          X: step(),
          Y: step(),
          A: answer('<{{#X.value#}}{{#Y.value#}}{{#X.missing#}}>'),
        },
        ['S -> if', 'if[true] -> X', 'if[false] -> Y', 'X -> A', 'Y -> A'],
      ),
      { streams: true },
    )
    expect(played.events.at(-1)).toMatchObject({ outputs: { answer: '<X()>' } })
  })

  it('H65 says a value that does not come in pieces in one', () => {
    const run = new ByHand(
      aGraph({ S: ['start'], H: step(), A: answer('{{#H.status_code#}}') }, ['S -> H', 'H -> A']),
    )
    run
      .start('S')
      .succeed('S')
      .start('H')
      .succeed('H', { outputs: { status_code: 200 } })
    expect(run.said()).toEqual(['200'])
  })

  it('H68 says what a failed attempt said, then what the next one says', () => {
    const retry = { retry_config: { retry_enabled: true, max_retries: 1, retry_interval: 0 } }
    const run = new ByHand(
      aGraph({ S: ['start'], L: step(retry), A: answer('{{#L.text#}}.') }, ['S -> L', 'L -> A']),
    )
    run.start('S').succeed('S').start('L').tell('L', 'a').tell('L', 'b').fail('L')
    expect(run.said()).toEqual(['a', 'b'])
    run
      .tell('L', 'c')
      .tell('L', '', true)
      .succeed('L', { outputs: { text: 'c' } })
    run
      .start('A')
      .succeed('A', { outputs: { answer: 'c.' } })
      .finish()
    expect(run.said()).toEqual(['c', '.'])
    expect(run.events.at(-1)).toMatchObject({
      type: 'RunPartiallySucceeded',
      outputs: { answer: 'abc.' },
    })
  })

  it('goes on after a node that failed in the middle of its text', () => {
    const run = new ByHand(
      aGraph(
        { S: ['start'], L: step({ error_strategy: 'fail-branch' }), A: answer('{{#L.text#}}.') },
        ['S -> L', 'L[fail-branch] -> A'],
      ),
    )
    run.start('S').succeed('S').start('L').tell('L', 'half').fail('L')
    expect(run.said()).toEqual(['half', '.'])
  })

  it('says the default value of a node that failed before it said anything', () => {
    const defaults = [{ key: 'text', type: 'string', value: 'sorry' }]
    const run = new ByHand(
      aGraph(
        {
          S: ['start'],
          L: step({ error_strategy: 'default-value', default_value: defaults }),
          A: answer('{{#L.text#}}.'),
        },
        ['S -> L', 'L -> A'],
      ),
    )
    run.start('S').succeed('S').start('L').fail('L')
    expect(run.said()).toEqual(['sorry', '.'])
  })

  it('repeats a text that two answers show', () => {
    const played = playGraph(
      aGraph(
        { S: ['start'], L: step(), A1: answer('{{#L.value#}}'), A2: answer('{{#L.value#}}') },
        ['S -> L', 'L -> A1', 'A1 -> A2'],
      ),
      { streams: true, chunks: true },
    )
    expect(played.events.at(-1)).toMatchObject({ outputs: { answer: 'L()L()' } })
  })

  it('shows a variable of a parallel path as the answer itself finds it', () => {
    const graph = aGraph({ S: ['start'], L: step(), A: answer('<{{#L.value#}}>') }, [
      'S -> L',
      'S -> A',
    ])
    const played = playGraph(graph, { streams: true, pick: lastFirst })
    const stored = played.events.find(
      (event) => event.type === 'NodeSucceeded' && event.execution.nodeId === 'A',
    )
    const { answer: text } = (stored?.type === 'NodeSucceeded' && stored.outcome.outputs) || {}
    expect(played.events.at(-1)).toMatchObject({ outputs: { answer: text } })
  })

  describe('inside containers', () => {
    const inside = (data: JsonObject) =>
      aGraph(
        {
          S: ['start'],
          I: ['each', { start: 'c', output: ['c', 'value'], ...data }],
          c: ['step', {}, 'I'],
          a: ['answer', { answer: '{{#I.item#}}\n' }, 'I'],
          A: answer('done'),
        },
        ['S -> I', 'c -> a', 'I -> A'],
      )
    const variables = [
      {
        selector: ['env', 'items'],
        segment: { type: 'array[string]' as const, value: ['apple', 'banana', 'cherry'] },
      },
    ]

    it('says each item in turn, then what comes after the iteration', () => {
      const played = playGraph(inside({}), { variables, streams: true })
      expect(played.events.at(-1)).toMatchObject({
        outputs: { answer: 'apple\nbanana\ncherry\ndone' },
      })
      const told = story(played)
      expect(told.indexOf('say apple')).toBeLessThan(told.indexOf('I next(1)'))
    })

    it('says parallel items in the order of the items, whichever is done first', () => {
      const played = playGraph(inside({ window: 3 }), {
        variables,
        streams: true,
        pick: lastFirst,
      })
      expect(played.events.at(-1)).toMatchObject({
        outputs: { answer: 'apple\nbanana\ncherry\ndone' },
      })
    })

    it('says each round of a loop in turn', () => {
      const graph = aGraph(
        {
          S: ['start'],
          L: ['repeat', { start: 'a', rounds: 3 }],
          a: ['answer', { answer: 'x' }, 'L'],
        },
        ['S -> L'],
      )
      expect(playGraph(graph, { streams: true }).events.at(-1)).toMatchObject({
        outputs: { answer: 'xxx' },
      })
    })
  })
})

/** A run played by hand, for the moment at which something is said. */
class ByHand {
  readonly events: RunEvent[] = []
  private readonly graph: CompiledGraph
  private readonly answers: AnswerStream
  private state: RunState
  private heard: string[] = []

  constructor(graph: Graph) {
    this.graph = compileGraph(graph, scriptedNodeKinds())
    this.answers = new AnswerStream(this.graph)
    this.state = initialState(this.graph)
    this.apply({ type: 'StartRun', runId: RUN_ID, inputs: {}, at: AT })
  }

  start(nodeId: string): this {
    return this.apply({ type: 'StartNode', frameId: '', nodeId, executionId: nodeId, at: AT })
  }

  tell(nodeId: string, text: string, isFinal = false): this {
    const progress = { type: 'chunk', output: 'text', text, isFinal } as const
    return this.apply({ type: 'ReportProgress', executionId: nodeId, progress })
  }

  succeed(
    nodeId: string,
    outcome: Partial<Extract<NodeOutcome, { type: 'succeeded' }>> = {},
  ): this {
    return this.settle(nodeId, { outputs: {}, ...outcome, type: 'succeeded' })
  }

  fail(nodeId: string): this {
    return this.settle(nodeId, { type: 'failed', error: 'no', errorType: 'ScriptedError' })
  }

  finish(): this {
    return this.apply({ type: 'FinishRun', at: AT })
  }

  /** What was said since the last time this was asked. */
  said(): readonly string[] {
    return this.heard.splice(0)
  }

  private settle(nodeId: string, outcome: NodeOutcome): this {
    return this.apply({ type: 'SettleNode', executionId: nodeId, outcome, at: AT })
  }

  private apply(command: RunCommand): this {
    for (const event of decideRun(this.state, command)) {
      this.state = evolveRun(this.state, event)
      this.events.push(event)
      for (const text of this.answers.observe(event, this.state)) {
        this.state = evolveRun(this.state, text)
        this.heard.push(text.text)
      }
    }
    return this
  }
}
