import { anyGraph, GENERATED_LISTS, scriptedNodeKinds } from '@weft/domain/workflow/testing'
import {
  compileGraph,
  FormNotAwaited,
  nodeRecords,
  toSegment,
  type NodeKind,
  type RunEvent,
} from '@weft/domain/workflow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aGraph, placeOf } from '../../../domain/workflow/run/play-run.js'
import {
  anEngine,
  collect,
  gate,
  graphOf,
  runArgs,
  sleep,
  succeeded,
  typesOf,
} from './engine-harness.js'

const lists = Object.entries(GENERATED_LISTS).map(([name, value]) => ({
  selector: ['env', name],
  segment: toSegment(value),
}))

type Options = Partial<Parameters<ReturnType<typeof anEngine>['run']>[2]>

const run = (graph: ReturnType<typeof graphOf>, options: Options = {}) =>
  anEngine().run(graph, runArgs({ environment: lists }), {
    signal: new AbortController().signal,
    ...options,
  })

const scheduled = { type: 'paused', reason: { type: 'scheduled', message: 'later' } } as const

describe('a run that is asked to pause', () => {
  it('comes to the same when it is paused and resumed again and again', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyGraph({ depth: 2, failures: false, answers: false }),
        fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 }),
        async (graph, patience) => {
          const compiled = compileGraph(graph, waitingKinds())
          const expected = (await collect(run(compiled))).flat().at(-1)!
          const history: RunEvent[] = []
          for (const batches of patience)
            history.push(...(await pausedAfter(compiled, history, batches)))
          history.push(...(await collect(run(compiled, resumption(history)))).flat())
          expect({ ...history.at(-1), at: undefined }).toEqual({ ...expected, at: undefined })
          const ended = history.flatMap((event) =>
            event.type === 'NodeSucceeded' ? [placeOf(event.execution)] : [],
          )
          expect(new Set(ended).size).toBe(ended.length)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('lets what runs come to its end, and begins nothing else (H 36)', async () => {
    const slow = gate()
    const pause = new AbortController()
    const graph = graphOf(aGraph({ S: ['start'], A: ['do'], B: ['do'] }, ['S -> A', 'A -> B']), {
      A: () => slow.opened.then(() => succeeded()),
    })
    const events = collect(run(graph, { pause: pause.signal }))
    await sleep(1)
    pause.abort(new Error('maintenance'))
    await sleep(1)
    slow.open()
    const history = (await events).flat()
    expect(history.map(({ type }) => type).slice(-4)).toEqual([
      'PauseRequested',
      'EdgeTaken',
      'NodeSucceeded',
      'RunPaused',
    ])
    expect(history.at(-1)).toMatchObject({
      reasons: [{ type: 'scheduled', message: 'maintenance' }],
      nodeIds: [],
      steps: 2,
    })
    const rest = (await collect(run(graph, { history }))).flat()
    expect(typesOf(rest, 'A')).toEqual([])
    expect(typesOf(rest, 'B')).toEqual(['NodeStarted', 'NodeSucceeded'])
    expect(rest.at(-1)?.type).toBe('RunSucceeded')
  })

  it('ends instead when nothing is left to do', async () => {
    const slow = gate()
    const pause = new AbortController()
    const graph = graphOf(aGraph({ S: ['start'], A: ['do'] }, ['S -> A']), {
      A: () => slow.opened.then(() => succeeded()),
    })
    const events = collect(run(graph, { pause: pause.signal }))
    await sleep(1)
    pause.abort()
    slow.open()
    expect((await events).flat().at(-1)?.type).toBe('RunSucceeded')
  })

  it('stops when it is stopped before it has paused (H 34)', async () => {
    const stop = new AbortController()
    const graph = graphOf(aGraph({ S: ['start'], A: ['do'] }, ['S -> A']), {
      A: () => new Promise(() => {}),
    })
    const pause = new AbortController()
    const events = collect(run(graph, { signal: stop.signal, pause: pause.signal }))
    await sleep(1)
    pause.abort('now')
    await sleep(1)
    stop.abort()
    expect((await events).flat().at(-1)).toMatchObject({
      type: 'RunStopped',
      reason: 'Aborted: User requested abort',
    })
  })

  it('fails when what still runs fails and nobody handles it', async () => {
    const slow = gate()
    const graph = graphOf(aGraph({ S: ['start'], A: ['do'], B: ['do'] }, ['S -> A', 'S -> B']), {
      A: async () => scheduled,
      B: async () => {
        await slow.opened
        throw new Error('no')
      },
    })
    const events = collect(run(graph))
    await sleep(1)
    slow.open()
    expect((await events).flat().at(-1)).toMatchObject({ type: 'RunFailed', error: 'no' })
  })
})

describe('a node that pauses the run', () => {
  it('runs again from its beginning, under the same execution, and finds why it paused', async () => {
    const visits: unknown[] = []
    const graph = graphOf(aGraph({ S: ['start'], A: ['do'] }, ['S -> A']), {
      A: ({ pause, executionId }) => {
        visits.push([executionId, pause])
        return pause ? succeeded() : scheduled
      },
    })
    const history = (await collect(run(graph))).flat()
    expect(nodeRecords(history).map(({ status }) => status)).toEqual(['succeeded', 'paused'])
    const rest = (await collect(run(graph, { history }))).flat()
    const [[first], [second, pause]] = visits as [[string], [string, unknown]]
    expect(second).toBe(first)
    expect(pause).toEqual({ reason: scheduled.reason, answer: undefined })
    expect(typesOf([...history, ...rest], 'A')).toEqual([
      'NodeStarted',
      'NodePaused',
      'NodeSucceeded',
    ])
  })

  it('tells of its resumption before anything runs', async () => {
    let visits = 0
    const graph = graphOf(aGraph({ S: ['start'], A: ['do'] }, ['S -> A']), {
      A: () => (visits++ === 0 ? scheduled : succeeded()),
    })
    const history = (await collect(run(graph))).flat()
    const batches = run(graph, { history })
    const first = await batches.next()
    expect(first.value).toMatchObject([{ type: 'RunStarted', reason: 'resumption' }])
    expect(visits).toBe(1)
    await batches.return()
  })

  it('is a failure when it does not say what it waits for', async () => {
    const graph = graphOf(aGraph({ S: ['start'], A: ['do'] }, ['S -> A']), {
      A: () => ({ type: 'paused' }) as never,
    })
    expect((await collect(run(graph))).flat().at(-1)).toMatchObject({
      type: 'RunFailed',
      error: 'Node A returned no outcome.',
    })
  })

  it('is told only of forms it waits for', async () => {
    const graph = graphOf(aGraph({ S: ['start'], A: ['do'] }, ['S -> A']), {
      A: () => scheduled,
    })
    const history = (await collect(run(graph))).flat()
    const resolutions = [{ type: 'timed-out', formId: 'x' }] as const
    await expect(collect(run(graph, { history, resolutions }))).rejects.toThrow(FormNotAwaited)
  })

  it('tells of what it asked something slow', async () => {
    const checkedAt = new Date(1)
    const graph = graphOf(aGraph({ S: ['start'], A: ['do'] }, ['S -> A']), {
      A: async function* () {
        yield { type: 'polling', attempt: 1, checkedAt, nextCheckAt: undefined }
        return succeeded()
      },
    })
    const events = (await collect(run(graph))).flat()
    expect(events.find(({ type }) => type === 'ModelPolled')).toMatchObject({
      attempt: 1,
      checkedAt,
      nextCheckAt: undefined,
    })
  })
})

const resumption = (history: readonly RunEvent[]) => (history.length > 0 ? { history } : {})

/** What the run tells until it has been told so many batches and pauses, or is over before that. */
async function pausedAfter(
  graph: ReturnType<typeof graphOf>,
  history: readonly RunEvent[],
  batches: number,
): Promise<readonly RunEvent[]> {
  const pause = new AbortController()
  const told: RunEvent[] = []
  let seen = 0
  if (batches === 0) pause.abort('at once')
  for await (const batch of run(graph, { ...resumption(history), pause: pause.signal })) {
    told.push(...batch)
    if (++seen === batches) pause.abort('now')
  }
  return told
}

/** The scripted kinds, their steps taking a moment each. */
function waitingKinds() {
  const kinds = scriptedNodeKinds()
  const step = kinds.find('step', '1')!
  const waiting: NodeKind = {
    ...step,
    bind: (node) => {
      const bound = step.bind(node)
      return {
        execute: async (context) => {
          await sleep(0)
          return bound.execute(context) as ReturnType<typeof succeeded>
        },
      }
    },
  }
  return kinds.with(waiting)
}
