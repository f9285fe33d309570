import { isRunEnded, type NodeContext, type RunEvent } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { aGraph } from '../../../domain/workflow/run/play-run.js'
import {
  anEngine,
  chunk,
  collect,
  failed,
  gate,
  graphOf,
  runArgs,
  runToEnd,
  sleep,
  succeeded,
  typesOf,
} from './engine-harness.js'

const doing = ['do'] as const

describe('WorkflowEngine', () => {
  it('tells a run in which nothing waits in a single batch, its end last', async () => {
    const graph = graphOf(
      aGraph({ S: ['start'], A: ['step'], E: ['result', { outputs: { a: ['A', 'value'] } }] }, [
        'S -> A',
        'A -> E',
      ]),
    )
    const batches = await collect(
      anEngine().run(graph, runArgs(), { signal: new AbortController().signal }),
    )
    expect(batches).toHaveLength(1)
    expect(batches[0]?.at(-1)).toMatchObject({ type: 'RunSucceeded', outputs: { a: 'A()' } })
    expect(batches.flat().filter(isRunEnded)).toHaveLength(1)
  })

  it('gives nodes the inputs, the system and the other variables', async () => {
    const seen: unknown[] = []
    const graph = graphOf(aGraph({ S: ['start'], A: doing }, ['S -> A']), {
      A: ({ variables, run }) => {
        seen.push(
          ...[
            ['S', 'name'],
            ['sys', 'query'],
            ['userinput', 'query'],
            ['userinput', 'files'],
            ['sys', 'files'],
            ['sys', 'nothing'],
            ['env', 'key'],
            ['conversation', 'x'],
          ].map((selector) => variables.get(selector)),
          run.user,
        )
        return succeeded()
      },
    })
    const events = await runToEnd(graph, {
      inputs: { name: 'Ada' },
      system: { query: 'hi', files: [], nothing: null, conversation_id: 'c' },
      environment: [{ selector: ['env', 'key'], segment: { type: 'secret', value: 's' } }],
      conversation: [{ selector: ['conversation', 'x'], segment: { type: 'integer', value: 1 } }],
    })
    expect(seen).toEqual([
      { type: 'string', value: 'Ada' },
      { type: 'string', value: 'hi' },
      { type: 'string', value: 'hi' },
      { type: 'array[file]', value: [] },
      { type: 'array[file]', value: [] },
      undefined,
      { type: 'secret', value: 's' },
      { type: 'integer', value: 1 },
      'someone',
    ])
    expect(events[0]).toMatchObject({
      type: 'RunStarted',
      inputs: { name: 'Ada', 'sys.query': 'hi', 'sys.files': [] },
    })
    expect(events[0]).not.toHaveProperty('inputs.sys.conversation_id')
  })

  it('H18 runs branches at the same time, and the join after both', async () => {
    let open = 0
    let most = 0
    const slow = async () => {
      most = Math.max(most, ++open)
      await sleep(5)
      open--
      return succeeded()
    }
    const graph = graphOf(
      aGraph({ S: ['start'], A: doing, B: doing, J: doing }, [
        'S -> A',
        'S -> B',
        'A -> J',
        'B -> J',
      ]),
      { A: slow, B: slow },
    )
    const events = await runToEnd(graph)
    expect(most).toBe(2)
    expect(typesOf(events, 'J')).toEqual(['NodeStarted', 'NodeSucceeded'])
    const ends = events.filter((event) => event.type === 'NodeSucceeded')
    expect(ends.at(-1)?.execution.nodeId).toBe('J')
  })

  it('keeps no more nodes waiting than allowed, while nodes that never wait go on', async () => {
    let open = 0
    let most = 0
    const release = gate()
    const ids = Array.from({ length: 12 }, (_, i) => `w${i}`)
    const waiting = async () => {
      most = Math.max(most, ++open)
      await release.opened
      open--
      return succeeded()
    }
    const graph = graphOf(
      aGraph({ S: ['start'], ...Object.fromEntries(ids.map((id) => [id, doing])), now: ['step'] }, [
        ...ids.map((id) => `S -> ${id}`),
        'S -> now',
      ]),
      Object.fromEntries(ids.map((id) => [id, waiting])),
    )
    const batches = anEngine().run(graph, runArgs({ limits: { maxConcurrency: 3 } }), {
      signal: new AbortController().signal,
    })
    const first = await batches.next()
    expect(typesOf(first.value ?? [], 'now')).toEqual(['NodeStarted', 'NodeSucceeded'])
    expect(open).toBe(3)
    release.open()
    const rest = await collect(batches)
    expect(most).toBe(3)
    expect(rest.flat().at(-1)).toMatchObject({ type: 'RunSucceeded', steps: 14 })
  })

  it('turns what a node throws, or returns instead of an outcome, into its failure', async () => {
    const graph = (execute: () => never) =>
      graphOf(aGraph({ S: ['start'], A: doing }, ['S -> A']), { A: execute })
    const broken: readonly (readonly [() => unknown, string])[] = [
      [
        () => {
          throw new Error('thrown')
        },
        'thrown',
      ],
      [() => Promise.reject(new Error('rejected')), 'rejected'],
      [
        async function* () {
          yield chunk('x')
          throw new Error('generated')
        },
        'generated',
      ],
      [() => undefined, 'Node A returned no outcome.'],
      [() => null, 'Node A returned no outcome.'],
      [() => Promise.resolve({ type: 'succeeded' }), 'Node A returned no outcome.'],
    ]
    for (const [execute, error] of broken)
      expect((await runToEnd(graph(execute as () => never))).slice(-2)).toMatchObject([
        { type: 'NodeFailed', failure: { error, errorType: 'WorkflowNodeError' } },
        { type: 'RunFailed', error },
      ])
  })

  it('H25 does not wait for what is still running when the run fails, but aborts it', async () => {
    let context: NodeContext | undefined
    const graph = graphOf(
      aGraph({ S: ['start'], slow: doing, C: doing, after: doing }, [
        'S -> slow',
        'S -> C',
        'slow -> after',
      ]),
      {
        slow: (given) => {
          context = given
          expect(given.signal.aborted).toBe(false)
          return sleep(60_000).then(() => succeeded())
        },
        C: async () => {
          await sleep(1)
          return failed('broken')
        },
      },
    )
    const events = await runToEnd(graph)
    expect(events.at(-1)).toMatchObject({ type: 'RunFailed', error: 'broken' })
    expect(typesOf(events, 'after')).toEqual([])
    expect(context?.signal.aborted).toBe(true)
  })

  it('H30 retries with the same execution until it works, and waits in between', async () => {
    let attempts = 0
    const times: number[] = []
    const graph = graphOf(
      aGraph(
        {
          S: ['start'],
          C: ['do', { retry_config: { retry_enabled: true, max_retries: 3, retry_interval: 10 } }],
          other: ['step'],
        },
        ['S -> C', 'S -> other'],
      ),
      {
        C: () => {
          times.push(performance.now())
          return ++attempts < 3 ? failed() : succeeded({ ok: true })
        },
      },
    )
    const events = await runToEnd(graph)
    expect(typesOf(events, 'C')).toEqual([
      'NodeStarted',
      'NodeRetried',
      'NodeRetried',
      'NodeSucceeded',
    ])
    expect(events.filter((event) => event.type === 'NodeRetried')).toMatchObject([
      { retryIndex: 1 },
      { retryIndex: 2 },
    ])
    expect(events.at(-1)).toMatchObject({ type: 'RunPartiallySucceeded', exceptionsCount: 2 })
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(9)
    const otherEnded = events.findIndex(
      (event) => event.type === 'NodeSucceeded' && event.execution.nodeId === 'other',
    )
    const retriedAgain = events.findLastIndex((event) => event.type === 'NodeRetried')
    expect(otherEnded).toBeLessThan(retriedAgain)
  })

  it('H33 stops after more steps than allowed', async () => {
    const graph = graphOf(
      aGraph({ S: ['start'], A: ['step'], B: ['step'], C: ['step'], D: ['step'] }, [
        'S -> A',
        'A -> B',
        'B -> C',
        'C -> D',
      ]),
    )
    const events = await runToEnd(graph, { limits: { maxSteps: 3 } })
    expect(events.at(-1)).toMatchObject({
      type: 'RunStopped',
      cause: 'limit',
      reason: 'Aborted: Maximum execution steps exceeded: 4 > 3',
    })
    expect(typesOf(events, 'D')).toEqual([])
  })

  it('stops a run whose time is up although its node never ends', async () => {
    const graph = graphOf(aGraph({ S: ['start'], A: doing }, ['S -> A']), {
      A: () => new Promise(() => {}),
    })
    const events = await runToEnd(graph, { limits: { maxTimeMs: 20 } })
    expect(events.at(-1)).toMatchObject({ type: 'RunStopped', cause: 'limit' })
    expect(events.at(-1)).toHaveProperty(
      'reason',
      expect.stringMatching(/^Aborted: Maximum execution time exceeded: 0\.0\ds > 0\.02s$/),
    )
  })

  it('ends a loop that would go on without a step when the time is up', async () => {
    const graph = graphOf(
      aGraph({ S: ['start'], L: ['repeat', { start: 'b', rounds: 1e9 }], b: ['enter', {}, 'L'] }, [
        'S -> L',
      ]),
    )
    const events = await runToEnd(graph, { limits: { maxTimeMs: 30 } })
    expect(events.at(-1)).toMatchObject({ type: 'RunStopped', cause: 'limit' })
  })

  it('fails a single node that takes longer than a node may, and aborts it', async () => {
    let signal: AbortSignal | undefined
    const graph = graphOf(
      aGraph({ S: ['start'], A: ['do', { error_strategy: 'fail-branch' }], B: ['step'] }, [
        'S -> A',
        'A[fail-branch] -> B',
      ]),
      {
        A: (context) => {
          signal = context.signal
          return new Promise(() => {})
        },
      },
    )
    const events = await runToEnd(graph, { limits: { maxNodeTimeMs: 10 } })
    expect(events.find((event) => event.type === 'NodeExceptionHandled')).toMatchObject({
      failure: { error: 'Node A did not finish within 10 ms.', errorType: 'NodeTimeoutError' },
    })
    expect(typesOf(events, 'B')).toContain('NodeSucceeded')
    expect(signal?.aborted).toBe(true)
  })

  it('H34 stops at once when it is asked to, whatever the node does', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    let seen: unknown
    const graph = graphOf(aGraph({ S: ['start'], A: doing, B: doing }, ['S -> A', 'A -> B']), {
      A: ({ signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            seen = signal.reason
          })
        }),
    })
    setTimeout(() => {
      stop.abort(reason)
    }, 5)
    const began = performance.now()
    const events = await runToEnd(graph, {}, stop.signal)
    expect(performance.now() - began).toBeLessThan(1000)
    expect(seen).toBe(reason)
    expect(events.at(-1)).toMatchObject({
      type: 'RunStopped',
      cause: 'request',
      reason: 'Aborted: User requested abort',
      outputs: {},
    })
    expect(typesOf(events, 'B')).toEqual([])
  })

  it('starts and stops when it was asked to stop before', async () => {
    const graph = graphOf(aGraph({ S: ['start'], A: doing }, ['S -> A']))
    const events = await runToEnd(graph, {}, AbortSignal.abort())
    expect(events.map(({ type }) => type)).toEqual(['RunStarted', 'RunStopped'])
  })

  it('aborts everything when nobody reads on', async () => {
    let isAborted = false
    let isCleanedUp = false
    const graph = graphOf(aGraph({ S: ['start'], A: doing, B: doing }, ['S -> A', 'S -> B']), {
      A: ({ signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            isAborted = true
          })
        }),
      B: async function* () {
        try {
          for (;;) {
            yield chunk('x')
            await sleep(1)
          }
        } finally {
          isCleanedUp = true
        }
      },
    })
    const signal = new AbortController().signal
    for await (const batch of anEngine().run(graph, runArgs(), { signal }))
      if (batch.length > 0) break
    await sleep(10)
    expect(isAborted).toBe(true)
    expect(isCleanedUp).toBe(true)
  })

  it('passes text on while the node is still producing it', async () => {
    const next = [gate(), gate()]
    const graph = graphOf(
      aGraph({ S: ['start'], L: doing, A: ['answer', { answer: '{{#L.text#}}.' }] }, [
        'S -> L',
        'L -> A',
      ]),
      {
        L: async function* () {
          yield chunk('one')
          await next[0]!.opened
          yield chunk('two')
          await next[1]!.opened
          yield chunk('', true)
          return succeeded({ text: 'onetwo' })
        },
      },
    )
    const signal = new AbortController().signal
    const heard: string[] = []
    let events: readonly RunEvent[] = []
    for await (const batch of anEngine().run(graph, runArgs(), { signal })) {
      events = [...events, ...batch]
      const texts = batch.flatMap((event) => (event.type === 'AnswerStreamed' ? [event.text] : []))
      heard.push(...texts)
      if (texts.includes('one')) next[0]!.open()
      if (texts.includes('two')) next[1]!.open()
    }
    expect(heard).toEqual(['one', 'two', '.'])
    expect(events.map(({ type }) => type)).not.toContain('TextProduced')
    expect(events.at(-1)).toMatchObject({ outputs: { answer: 'onetwo.' } })
  })

  it('lets a node wait that produces faster than anybody reads', async () => {
    let produced = 0
    const graph = graphOf(
      aGraph({ S: ['start'], L: doing, A: ['answer', { answer: '{{#L.text#}}' }] }, [
        'S -> L',
        'L -> A',
      ]),
      {
        L: async function* () {
          for (; produced < 10_000; produced++) yield chunk('x')
          return succeeded({ text: 'x'.repeat(10_000) })
        },
      },
    )
    const batches = anEngine().run(graph, runArgs(), { signal: new AbortController().signal })
    await batches.next()
    await sleep(10)
    expect(produced).toBeLessThan(200)
    const rest = (await collect(batches)).flat()
    expect(rest.at(-1)).toMatchObject({ outputs: { answer: 'x'.repeat(10_000) } })
  })

  it('tells reasoning only where its answer is shown', async () => {
    const reasoning = async function* () {
      yield { type: 'reasoning', text: 'hm', isFinal: true } as const
      await sleep(0)
      return succeeded({ text: 'x' })
    }
    const shown = graphOf(
      aGraph({ S: ['start'], L: doing, A: ['answer', { answer: '{{#L.text#}}' }] }, [
        'S -> L',
        'L -> A',
      ]),
      { L: reasoning },
    )
    const unseen = graphOf(aGraph({ S: ['start'], L: doing }, ['S -> L']), { L: reasoning })
    expect((await runToEnd(shown)).map(({ type }) => type)).toContain('ReasoningProduced')
    expect((await runToEnd(unseen)).map(({ type }) => type)).not.toContain('ReasoningProduced')
  })

  it('tells where an answer was found', async () => {
    const graph = graphOf(aGraph({ S: ['start'], R: doing }, ['S -> R']), {
      R: async function* () {
        yield { type: 'retriever-resources', resources: [{ id: 1 }], context: 'c' } as const
        await sleep(0)
        return succeeded()
      },
    })
    const found = (await runToEnd(graph)).find((event) => event.type === 'RetrieverResourcesFound')
    expect(found).toMatchObject({ resources: [{ id: 1 }], context: 'c' })
  })

  it('H43 opens no more parallel items than the window, whatever the order they end in', async () => {
    let open = 0
    let most = 0
    const items = Array.from({ length: 10 }, (_, i) => i)
    const graph = graphOf(
      aGraph(
        {
          S: ['start'],
          I: ['each', { start: 'c', output: ['c', 'twice'], window: 3 }],
          c: ['do', {}, 'I'],
          E: ['result', { outputs: { output: ['I', 'output'] } }],
        },
        ['S -> I', 'I -> E'],
      ),
      {
        c: async ({ variables }) => {
          most = Math.max(most, ++open)
          const item = Number(variables.get(['I', 'item'])?.value)
          await sleep((item * 7) % 5)
          open--
          return succeeded({ twice: item * 2 })
        },
      },
    )
    const events = await runToEnd(graph, {
      environment: [
        { selector: ['env', 'items'], segment: { type: 'array[number]', value: items } },
      ],
    })
    expect(most).toBe(3)
    expect(events.at(-1)).toMatchObject({ outputs: { output: items.map((item) => item * 2) } })
  })

  it('lets others have the event loop while a long run never waits', async () => {
    let turns = 0
    const ticking = setInterval(() => turns++, 1)
    const graph = graphOf(
      aGraph(
        {
          S: ['start'],
          L: ['repeat', { start: 'c', rounds: 30_000 }],
          c: ['step', {}, 'L'],
        },
        ['S -> L'],
      ),
    )
    const events = await runToEnd(graph, { limits: { maxSteps: 1e9 } })
    clearInterval(ticking)
    expect(events.at(-1)).toMatchObject({ type: 'RunSucceeded' })
    expect(turns).toBeGreaterThan(1)
  })
})
