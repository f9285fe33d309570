import { nodeRecords, type NodeExecution, type RunEvent } from '@weft/domain/workflow'
import { TokenUsage } from '@weft/domain/kernel'
import { anyGraph } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aGraph, AT, playGraph } from './play-run.js'

const seconds = (n: number) => new Date(AT.getTime() + n * 1000)

const execution: NodeExecution = {
  id: 'e1',
  nodeId: 'A',
  nodeType: 'llm',
  title: 'Ask',
  index: 1,
  predecessorNodeId: undefined,
  frameId: '',
  container: undefined,
  startedAt: AT,
}
const started: RunEvent = { type: 'NodeStarted', execution }
const failure = {
  type: 'failed',
  error: 'no',
  errorType: 'E',
  inputs: { a: 1 },
  metadata: { total_tokens: 1 },
} as const
const totals = { usage: TokenUsage.none, steps: 1, exceptionsCount: 0, at: seconds(9) }

describe('nodeRecords', () => {
  it('tells what a node worked with, made and how long it took', () => {
    const outcome = {
      type: 'succeeded',
      inputs: { q: 1 },
      processData: { p: 2 },
      outputs: { text: 'x' },
      metadata: { total_tokens: 3 },
    } as const
    const events: RunEvent[] = [
      started,
      { type: 'NodeSucceeded', execution, outcome, at: seconds(1.5) },
    ]
    expect(nodeRecords(events)).toEqual([
      {
        execution,
        status: 'succeeded',
        inputs: { q: 1 },
        processData: { p: 2 },
        outputs: { text: 'x' },
        metadata: { total_tokens: 3 },
        error: undefined,
        retryIndex: undefined,
        finishedAt: seconds(1.5),
        elapsedSeconds: 1.5,
      },
    ])
  })

  it('keeps a further record for every retry', () => {
    const events: RunEvent[] = [
      started,
      { type: 'NodeRetried', execution, retryIndex: 1, failure, at: seconds(1) },
      { type: 'NodeFailed', execution, failure, at: seconds(2) },
    ]
    expect(nodeRecords(events)).toMatchObject([
      { status: 'retry', retryIndex: 1, error: 'no', elapsedSeconds: 1 },
      { status: 'failed', retryIndex: undefined, error: 'no', elapsedSeconds: 2 },
    ])
  })

  it('shows what an error strategy put in place of a failure', () => {
    const outputs = { error_message: 'no', error_type: 'E' }
    const strategy = 'fail-branch'
    const events: RunEvent[] = [
      started,
      { type: 'NodeExceptionHandled', execution, strategy, failure, outputs, at: seconds(1) },
    ]
    expect(nodeRecords(events)).toMatchObject([
      {
        status: 'exception',
        outputs,
        inputs: { a: 1 },
        metadata: { total_tokens: 1, error_strategy: 'fail-branch' },
      },
    ])
  })

  it('follows a node through a pause, and stops it with its run', () => {
    const reason = { type: 'scheduled', message: 'later' } as const
    const paused: RunEvent = { type: 'NodePaused', execution, reason, at: seconds(1) }
    const resumed: RunEvent = {
      type: 'RunStarted',
      runId: '01890000-0000-7000-8000-000000000001' as never,
      reason: 'resumption',
      inputs: {},
      at: seconds(5),
    }
    const stopped: RunEvent = {
      type: 'RunStopped',
      cause: 'request',
      reason: 'x',
      outputs: {},
      ...totals,
    }
    const statusAfter = (...events: RunEvent[]) => nodeRecords([started, ...events])[0]?.status
    expect(statusAfter()).toBe('running')
    expect(statusAfter(paused)).toBe('paused')
    expect(statusAfter(paused, resumed)).toBe('running')
    expect(statusAfter(paused, stopped)).toBe('stopped')
    expect(nodeRecords([started, paused, resumed, stopped])[0]).toMatchObject({
      status: 'stopped',
      elapsedSeconds: 9,
    })
  })

  it('has one record for every execution of any run, in order of start', () => {
    fc.assert(
      fc.property(anyGraph({ depth: 2, failures: true, answers: true }), (graph) => {
        const { events } = playGraph(graph)
        const records = nodeRecords(events)
        const begun = events.flatMap((event) =>
          event.type === 'NodeStarted' ? [event.execution.id] : [],
        )
        const own = records.filter(({ status }) => status !== 'retry')
        expect(own.map((record) => record.execution.id)).toEqual(begun)
        expect(own.every(({ status }) => status !== 'running')).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('begins with nothing', () => {
    expect(nodeRecords([])).toEqual([])
    expect(nodeRecords(playGraph(aGraph({ S: ['start'] }, [])).events)).toHaveLength(1)
  })
})
