import type { JsonObject, TokenUsage } from '../../kernel/index.js'
import type { Segment } from '../value/segment.js'
import type { Selector } from '../variable/selector.js'
import type { AgentLog } from '../node/agent-log.js'
import type { NodeFailure, NodeSuccess } from '../node/node-kind.js'
import type { PauseReason } from './pause-reason.js'
import type { RunId } from './run-id.js'

/**
 * Everything that happens in a run, in order. These events are the truth of the run: its state, its records and every
 * client's stream are derived from them.
 */
export type RunEvent =
  | RunStarted
  | NodeStarted
  | NodeRetried
  | NodeSucceeded
  | NodeExceptionHandled
  | NodeFailed
  | NodePaused
  | FormFilled
  | FormTimedOut
  | EdgeTaken
  | EdgeSkipped
  | VariableUpdated
  | TextProduced
  | ReasoningProduced
  | AnswerStreamed
  | AnswerReplaced
  | RetrieverResourcesFound
  | AgentLogged
  | ModelPolled
  | ContainerStarted
  | ContainerAdvanced
  | ContainerSucceeded
  | ContainerFailed
  | PauseRequested
  | RunPaused
  | RunSucceeded
  | RunPartiallySucceeded
  | RunFailed
  | RunStopped

/** Id of the top-level frame; a container's rounds run in frames of their own. */
export const ROOT_FRAME = ''

/** One execution of one node, the same object in all its events. Stable over retries. */
export type NodeExecution = {
  readonly id: string
  readonly nodeId: string
  readonly nodeType: string
  readonly title: string
  /** 1-based order of start within the run. */
  readonly index: number
  /** The node whose completion made this one ready; absent for a root. */
  readonly predecessorNodeId: string | undefined
  readonly frameId: string
  /** The innermost iteration or loop around the node, and which item or round this is; absent at top level. */
  readonly container: ContainerPosition | undefined
  readonly startedAt: Date
}

export type ContainerPosition = {
  readonly kind: 'iteration' | 'loop'
  readonly nodeId: string
  readonly index: number
  /** Outer containers, innermost first. */
  readonly outer: ContainerPosition | undefined
}

export type RunStarted = {
  readonly type: 'RunStarted'
  readonly runId: RunId
  readonly reason: 'initial' | 'resumption'
  /** User inputs and `sys.*` entries. */
  readonly inputs: JsonObject
  readonly at: Date
}

export type NodeStarted = {
  readonly type: 'NodeStarted'
  readonly execution: NodeExecution
}

/** An attempt failed and another one is about to be made. */
export type NodeRetried = {
  readonly type: 'NodeRetried'
  readonly execution: NodeExecution
  /** 1 for the first retry. */
  readonly retryIndex: number
  readonly failure: NodeFailure
  readonly at: Date
}

export type NodeSucceeded = {
  readonly type: 'NodeSucceeded'
  readonly execution: NodeExecution
  readonly outcome: NodeSuccess
  readonly at: Date
}

/** The node failed and its error strategy took over: status `exception`. */
export type NodeExceptionHandled = {
  readonly type: 'NodeExceptionHandled'
  readonly execution: NodeExecution
  readonly strategy: 'fail-branch' | 'default-value'
  readonly failure: NodeFailure
  /** The strategy's outputs, with `error_message` and `error_type`. */
  readonly outputs: JsonObject
  readonly at: Date
}

export type NodeFailed = {
  readonly type: 'NodeFailed'
  readonly execution: NodeExecution
  readonly failure: NodeFailure
  readonly at: Date
}

/** The node waits for something outside: its execution goes on, and it runs again from its beginning. */
export type NodePaused = {
  readonly type: 'NodePaused'
  readonly execution: NodeExecution
  readonly reason: PauseReason
  readonly at: Date
}

/** Somebody filled in the form the node waits for. */
export type FormFilled = {
  readonly type: 'FormFilled'
  readonly execution: NodeExecution
  readonly formId: string
  readonly actionId: string
  readonly actionTitle: string
  /** The form's content with the values in their places. */
  readonly renderedContent: string
  /** By field; files are file values. */
  readonly values: JsonObject
  readonly at: Date
}

/** Nobody filled in the form the node waits for in time. */
export type FormTimedOut = {
  readonly type: 'FormTimedOut'
  readonly execution: NodeExecution
  readonly formId: string
  /** When the time was up. */
  readonly expiresAt: Date
  readonly at: Date
}

export type EdgeTaken = EdgeDecided & { readonly type: 'EdgeTaken' }
export type EdgeSkipped = EdgeDecided & { readonly type: 'EdgeSkipped' }
type EdgeDecided = {
  readonly frameId: string
  /** Position in the document's list of edges, from 0. */
  readonly edge: number
}

export type VariableUpdated = {
  readonly type: 'VariableUpdated'
  readonly frameId: string
  readonly selector: Selector
  readonly segment: Segment
}

/** A producing node's raw text, before it is put in the order of the answer templates. Not for clients. */
export type TextProduced = {
  readonly type: 'TextProduced'
  readonly execution: NodeExecution
  /** Node id and output name. */
  readonly selector: Selector
  readonly text: string
  readonly isFinal: boolean
}

export type ReasoningProduced = {
  readonly type: 'ReasoningProduced'
  readonly execution: NodeExecution
  readonly text: string
  readonly isFinal: boolean
}

/** A piece of the text clients see, in the order of the answer templates. */
export type AnswerStreamed = {
  readonly type: 'AnswerStreamed'
  /** The response node whose template is being streamed. */
  readonly responseNodeId: string
  readonly frameId: string
  readonly container: ContainerPosition | undefined
  /** The variable the text comes from; the response node's own `answer` for the template's fixed text. */
  readonly selector: Selector
  readonly text: string
  /** True when this is known to be the template's last piece. Text that ends in a model's text ends without notice. */
  readonly isFinal: boolean
}

/**
 * Moderation put another text in place of all the text clients have seen; what is streamed later goes on behind it. The
 * outputs of nodes stay as they are.
 */
export type AnswerReplaced = {
  readonly type: 'AnswerReplaced'
  readonly text: string
}

export type RetrieverResourcesFound = {
  readonly type: 'RetrieverResourcesFound'
  readonly execution: NodeExecution
  readonly resources: readonly JsonObject[]
  readonly context: string
}

/** An agent or a tool took a step; a step goes on under the same id. */
export type AgentLogged = {
  readonly type: 'AgentLogged'
  readonly execution: NodeExecution
  readonly log: AgentLog
}

/** A node asked something slow whether it is done. */
export type ModelPolled = {
  readonly type: 'ModelPolled'
  readonly execution: NodeExecution
  /** 1 for the first time. */
  readonly attempt: number
  readonly checkedAt: Date
  /** When it will be asked again; absent when it will not. */
  readonly nextCheckAt: Date | undefined
}

/** An iteration or loop begins. `length` is the number of items, or the most rounds. */
export type ContainerStarted = {
  readonly type: 'ContainerStarted'
  readonly kind: 'iteration' | 'loop'
  readonly execution: NodeExecution
  readonly inputs: JsonObject
  readonly length: number
  readonly at: Date
}

/** An item (from 0) or a round (from 1: round 0 is announced by the start) begins. */
export type ContainerAdvanced = {
  readonly type: 'ContainerAdvanced'
  readonly kind: 'iteration' | 'loop'
  readonly execution: NodeExecution
  readonly index: number
  /** Loops: the outputs so far. */
  readonly previousOutputs: JsonObject | undefined
  readonly at: Date
}

export type ContainerSucceeded = ContainerEnded & { readonly type: 'ContainerSucceeded' }
export type ContainerFailed = ContainerEnded & {
  readonly type: 'ContainerFailed'
  readonly error: string
}
type ContainerEnded = {
  readonly kind: 'iteration' | 'loop'
  readonly execution: NodeExecution
  readonly inputs: JsonObject
  readonly outputs: JsonObject
  readonly metadata: JsonObject
  readonly steps: number
  readonly at: Date
}

type RunTotals = {
  readonly usage: TokenUsage
  /** Attempts of nodes of the top-level frame, retries included. */
  readonly steps: number
  /** Failed attempts, including those retried or handled. */
  readonly exceptionsCount: number
  readonly at: Date
}

/** Somebody outside asked for a pause: what runs comes to its end, nothing else begins. */
export type PauseRequested = {
  readonly type: 'PauseRequested'
  readonly reason: PauseReason
  readonly at: Date
}

/** Nothing runs any more, and nothing will before the run is resumed. Only `RunStarted` or `RunStopped` follows. */
export type RunPaused = RunTotals & {
  readonly type: 'RunPaused'
  readonly reasons: readonly PauseReason[]
  /** The nodes that wait, in the order in which they paused. */
  readonly nodeIds: readonly string[]
  /** The outputs so far. */
  readonly outputs: JsonObject
}

export type RunSucceeded = RunTotals & {
  readonly type: 'RunSucceeded'
  readonly outputs: JsonObject
}

/** The run reached its end although something failed on the way. */
export type RunPartiallySucceeded = RunTotals & {
  readonly type: 'RunPartiallySucceeded'
  readonly outputs: JsonObject
}

export type RunFailed = RunTotals & { readonly type: 'RunFailed'; readonly error: string }

/** Somebody stopped the run, moderation put an end to its answer, or it reached a limit (`cause`). */
export type RunStopped = RunTotals & {
  readonly type: 'RunStopped'
  readonly cause: 'request' | 'moderation' | 'limit'
  readonly reason: string
  readonly outputs: JsonObject
}

/** The events after which nothing follows. */
export type RunEnded = RunSucceeded | RunPartiallySucceeded | RunFailed | RunStopped

export function isRunEnded(event: RunEvent): event is RunEnded {
  return (
    event.type === 'RunSucceeded' ||
    event.type === 'RunPartiallySucceeded' ||
    event.type === 'RunFailed' ||
    event.type === 'RunStopped'
  )
}
