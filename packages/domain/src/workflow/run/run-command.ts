import type { JsonObject } from '../../kernel/index.js'
import type { FormResolution } from '../form/form-answer.js'
import type { NodeOutcome, NodeProgress } from '../node/node-kind.js'
import type { PauseReason } from './pause-reason.js'
import type { RunId } from './run-id.js'

/** What the world tells a run. */
export type RunCommand =
  | StartRun
  | ResumeRun
  | StartNode
  | ReportProgress
  | SettleNode
  | AdvanceContainer
  | RequestPause
  | PauseRun
  | FinishRun
  | StopRun

export type StartRun = {
  readonly type: 'StartRun'
  readonly runId: RunId
  /** User inputs and `sys.*` entries, for the record. */
  readonly inputs: JsonObject
  readonly at: Date
}

/** Goes on with a run that was cut off or paused. Its executions are still active and are to be made again. */
export type ResumeRun = Omit<StartRun, 'type'> & {
  readonly type: 'ResumeRun'
  /** What became of forms the run waits for. Forms that are not named are waited for again. */
  readonly resolutions?: readonly FormResolution[]
}

/** A ready node begins. */
export type StartNode = {
  readonly type: 'StartNode'
  readonly frameId: string
  readonly nodeId: string
  /** A fresh id. */
  readonly executionId: string
  readonly at: Date
}

export type ReportProgress = {
  readonly type: 'ReportProgress'
  readonly executionId: string
  readonly progress: NodeProgress
}

/** An attempt of a node came to its end. */
export type SettleNode = {
  readonly type: 'SettleNode'
  readonly executionId: string
  readonly outcome: NodeOutcome
  readonly at: Date
}

/** A container goes on after a round, or begins its first ones. */
export type AdvanceContainer = {
  readonly type: 'AdvanceContainer'
  readonly executionId: string
  readonly at: Date
}

/** Somebody wants the run to pause as soon as nothing runs. */
export type RequestPause = {
  readonly type: 'RequestPause'
  readonly reason: PauseReason
  readonly at: Date
}

/** A pause was asked for, and nothing runs any more. */
export type PauseRun = { readonly type: 'PauseRun'; readonly at: Date }

/** Nothing is left to do. */
export type FinishRun = { readonly type: 'FinishRun'; readonly at: Date }

export type StopRun = {
  readonly type: 'StopRun'
  readonly cause: 'request' | 'moderation' | 'limit'
  readonly reason: string
  readonly at: Date
}
