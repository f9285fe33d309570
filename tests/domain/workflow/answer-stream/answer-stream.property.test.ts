import type { AnswerStreamed, RunEvent } from '@weft/domain/workflow'
import { anyGraph } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { playGraph, scheduled } from '../run/play-run.js'

const anySchedule = () => fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 30 })
const anyStreamingRun = (failures: boolean) =>
  fc
    .tuple(anyGraph({ depth: 2, failures, answers: true }), anySchedule())
    .map(([graph, seeds]) =>
      playGraph(graph, { pick: scheduled(seeds), streams: true, chunks: true }),
    )

describe('the answer stream of any run', () => {
  it('says what every response node says, whatever the order of things', () => {
    fc.assert(
      fc.property(anyStreamingRun(false), ({ events }) => {
        expect(streamedBySession(events)).toEqual(answersBySession(events))
      }),
      { numRuns: 500 },
    )
  })

  it('never interleaves the text of two response nodes', () => {
    fc.assert(
      fc.property(anyStreamingRun(true), ({ events }) => {
        const turns = streamed(events)
          .map(sessionOf)
          .filter((session, i, all) => session !== all[i - 1])
        expect(new Set(turns).size).toBe(turns.length)
      }),
      { numRuns: 300 },
    )
  })

  it('adds up to the answer of the run', () => {
    fc.assert(
      fc.property(anyStreamingRun(false), ({ events }) => {
        const end = events.at(-1)!
        const answer = 'outputs' in end ? end.outputs['answer'] : undefined
        const text = streamed(events)
          .map((event) => event.text)
          .join('')
        expect(answer ?? '').toBe(text)
      }),
      { numRuns: 200 },
    )
  })

  it('says nothing of nodes that are skipped, and nothing before it is certain to be said', () => {
    fc.assert(
      fc.property(anyStreamingRun(false), ({ events }) => {
        const ran = new Set(
          events.flatMap((event) =>
            event.type === 'NodeSucceeded'
              ? [`${event.execution.frameId} ${event.execution.nodeId}`]
              : [],
          ),
        )
        for (const event of streamed(events)) expect(ran).toContain(sessionOf(event))
      }),
      { numRuns: 300 },
    )
  })
})

function streamed(events: readonly RunEvent[]): readonly AnswerStreamed[] {
  return events.filter((event) => event.type === 'AnswerStreamed')
}

function sessionOf({ frameId, responseNodeId }: AnswerStreamed): string {
  return `${frameId} ${responseNodeId}`
}

function streamedBySession(events: readonly RunEvent[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const event of streamed(events)) {
    const session = sessionOf(event)
    texts.set(session, (texts.get(session) ?? '') + event.text)
  }
  return texts
}

function answersBySession(events: readonly RunEvent[]): Map<string, unknown> {
  return new Map(
    events.flatMap((event) =>
      event.type === 'NodeSucceeded' && event.execution.nodeType === 'answer'
        ? [
            [
              `${event.execution.frameId} ${event.execution.nodeId}`,
              event.outcome.outputs['answer'],
            ] as const,
          ]
        : [],
    ),
  )
}
