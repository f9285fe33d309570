import fc from 'fast-check'

import type { NodeOutcome } from '../node/node-kind.js'
import type { PauseReason } from './pause-reason.js'
import type { RunCommand } from './run-command.js'
import { RunId } from './run-id.js'

/** Ids that commands may name; some of them should exist, some should not. */
export type KnownIds = {
  readonly nodeIds: readonly string[]
  readonly frameIds: readonly string[]
  readonly executionIds: readonly string[]
}

/** Any command, sensible or not: most are refused by any given state. */
export function anyRunCommand(ids: KnownIds): fc.Arbitrary<RunCommand> {
  const at = fc.date({ min: new Date(0), max: new Date(9e12), noInvalidDate: true })
  const executionId = fc.constantFrom('unknown', ...ids.executionIds)
  const base = { runId: fc.constant(ANY_RUN_ID), inputs: fc.constant({}), at }
  return fc.oneof(
    fc.record({ type: fc.constant('StartRun' as const), ...base }),
    fc.record({
      type: fc.constant('StartNode' as const),
      frameId: fc.constantFrom('unknown', ...ids.frameIds),
      nodeId: fc.constantFrom('unknown', ...ids.nodeIds),
      executionId,
      at,
    }),
    fc.record({
      type: fc.constant('SettleNode' as const),
      executionId,
      outcome: anyNodeOutcome(),
      at,
    }),
    fc.record({ type: fc.constant('AdvanceContainer' as const), executionId, at }),
    fc.record({ type: fc.constant('ResumeRun' as const), ...base }),
    fc.record({ type: fc.constant('RequestPause' as const), reason: anyPauseReason(), at }),
    fc.record({ type: fc.constant('PauseRun' as const), at }),
    fc.record({ type: fc.constant('FinishRun' as const), at }),
    fc.record({
      type: fc.constant('StopRun' as const),
      cause: fc.constantFrom('request' as const, 'limit' as const),
      reason: fc.string(),
      at,
    }),
  )
}

export function anyNodeOutcome(): fc.Arbitrary<NodeOutcome> {
  return fc.oneof(
    fc.record({
      type: fc.constant('succeeded' as const),
      outputs: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
      handle: fc.constantFrom('a', 'b', 'source'),
    }),
    fc.record({
      type: fc.constant('failed' as const),
      error: fc.string(),
      errorType: fc.constant('ScriptedError'),
    }),
    fc.record({ type: fc.constant('paused' as const), reason: anyPauseReason() }),
  )
}

function anyPauseReason(): fc.Arbitrary<PauseReason> {
  return fc.record({ type: fc.constant('scheduled' as const), message: fc.string() })
}

const ANY_RUN_ID = RunId.parse('01890000-0000-7000-8000-000000000001')
