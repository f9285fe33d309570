import { TokenUsage } from '@weft/domain/kernel'
import type { RunEvent } from '@weft/domain/workflow'
import type { GraphRunner } from '@weft/application/workflow'

const at = new Date('2026-01-02T03:04:06.000Z')
const totals = { usage: TokenUsage.none, steps: 2, exceptionsCount: 0, at }

export const succeeded = { type: 'RunSucceeded', outputs: { topic: 'tea' }, ...totals } as const
export const failed = { type: 'RunFailed', error: 'boom', ...totals } as const
const stopped = {
  type: 'RunStopped',
  cause: 'request',
  reason: 'Aborted: User requested abort',
  outputs: {},
  ...totals,
} as const
export const edge = { type: 'EdgeTaken', frameId: '', edge: 0 } as const
export const answered = (text: string) =>
  ({
    type: 'AnswerStreamed',
    responseNodeId: 'answer',
    frameId: '',
    container: undefined,
    selector: ['answer', 'answer'],
    text,
    isFinal: false,
  }) as const

/** A step of a fake run: a batch of events, or waiting until the run is stopped. */
export type FakeStep = readonly RunEvent[] | 'wait for stop'

/** Tells the start of a run, the given batches, and, when it waited, that it was stopped. */
export function fakeEngine(steps: readonly FakeStep[]): GraphRunner & { signals: AbortSignal[] } {
  const signals: AbortSignal[] = []
  return {
    signals,
    async *run(_graph, { runId, inputs }, { signal }) {
      signals.push(signal)
      yield [{ type: 'RunStarted', runId, reason: 'initial', inputs, at }]
      for (const step of steps) {
        if (step !== 'wait for stop') yield step
        else {
          await untilAborted(signal)
          yield [stopped]
          return
        }
      }
    },
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve()
    })
  })
}
