import { isRunEnded, type RunEvent } from '@weft/domain/workflow'
import { anyGraph, GENERATED_LISTS, scriptedNodeKinds } from '@weft/domain/workflow/testing'
import { compileGraph, toSegment, type NodeKind } from '@weft/domain/workflow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aGraph, placeOf } from '../../../domain/workflow/run/play-run.js'
import { anEngine, chunk, collect, graphOf, runArgs, sleep, succeeded } from './engine-harness.js'

const lists = Object.entries(GENERATED_LISTS).map(([name, value]) => ({
  selector: ['env', name],
  segment: toSegment(value),
}))

describe('a run that was cut off', () => {
  it('goes on from any batch to the same outputs, and runs no finished node again', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyGraph({ depth: 2, failures: false, answers: true }),
        fc.nat(),
        async (graph, seed) => {
          const compiled = compileGraph(graph, waitingKinds())
          const batches = await collect(run(compiled))
          const cut = seed % (batches.length + 1)
          const history = batches.slice(0, cut).flat()
          const rest = (await collect(run(compiled, history))).flat()
          const end = batches.at(-1)!.at(-1)!
          const isOver = cut === batches.length
          expect(isOver ? end : withoutTime(rest.at(-1)!)).toEqual(isOver ? end : withoutTime(end))
          const finished = ended(history)
          for (const place of ended(rest)) expect(finished).not.toContain(place)
          const told = [...history, ...rest].filter((event) => event.type === 'AnswerStreamed')
          expect(told.map(({ text }) => text).join('')).toBe(
            'outputs' in end ? (end.outputs['answer'] ?? '') : '',
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('begins a node that was cut off anew, under the same execution', async () => {
    let attempts = 0
    const graph = graphOf(
      aGraph({ S: ['start'], L: ['do'], A: ['answer', { answer: '[{{#L.text#}}]' }] }, [
        'S -> L',
        'L -> A',
      ]),
      {
        L: async function* () {
          attempts++
          yield chunk('half')
          if (attempts === 1) await new Promise(() => {})
          return succeeded({ text: 'half' })
        },
      },
    )
    const history: RunEvent[] = []
    for await (const batch of run(graph)) {
      history.push(...batch)
      if (batch.some((event) => event.type === 'AnswerStreamed' && event.text === 'half')) break
    }
    const rest = (await collect(run(graph, history))).flat()
    expect(attempts).toBe(2)
    expect(rest[0]).toMatchObject({ type: 'RunStarted', reason: 'resumption' })
    expect(rest.filter((event) => event.type === 'NodeStarted')).toHaveLength(1)
    const end = rest.find(
      (event) => event.type === 'NodeSucceeded' && event.execution.nodeId === 'L',
    )
    const begun = history.find(
      (event) => event.type === 'NodeStarted' && event.execution.nodeId === 'L',
    )
    expect(end && 'execution' in end && end.execution.id).toBe(
      begun && 'execution' in begun && begun.execution.id,
    )
    // What a failed attempt said stays, and so does what was said before the run was cut off.
    expect(rest.at(-1)).toMatchObject({ outputs: { answer: '[halfhalf]' } })
  })

  it('has nothing to add to a run that was over', async () => {
    const graph = graphOf(aGraph({ S: ['start'] }, []))
    const history = (await collect(run(graph))).flat()
    expect(history.some(isRunEnded)).toBe(true)
    expect(await collect(run(graph, history))).toEqual([])
  })
})

function run(graph: ReturnType<typeof graphOf>, history?: readonly RunEvent[]) {
  const signal = new AbortController().signal
  const options = history && history.length > 0 ? { signal, history } : { signal }
  return anEngine().run(graph, runArgs({ environment: lists }), options)
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

function ended(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'NodeSucceeded' || event.type === 'NodeExceptionHandled'
      ? [placeOf(event.execution)]
      : [],
  )
}

function withoutTime(event: RunEvent): unknown {
  return { ...event, at: undefined }
}
