import { assertNever } from '../../kernel/index.js'
import { beginIteration, advanceIteration } from './decide-iteration.js'
import { advanceLoop, beginLoop } from './decide-loop.js'
import { pauseRun, requestPause, resumeRun } from './decide-pause.js'
import type {
  AdvanceContainer,
  FinishRun,
  ReportProgress,
  RunCommand,
  SettleNode,
  StartNode,
  StartRun,
  StopRun,
} from './run-command.js'
import {
  ContainerNotSettled,
  NodeNotActive,
  NodeNotReady,
  RunNotFinished,
  RunNotRunning,
} from './run-error.js'
import type { NodeExecution, RunEvent } from './run-event.js'
import { runOutputs } from './run-outputs.js'
import { isRunComplete, isSettledContainer } from './run-query.js'
import { NODE_READY, type ActiveNode, type Frame, type RunState } from './run-state.js'
import { runTotals } from './run-totals.js'
import { settleNode } from './settle-node.js'

/**
 * What follows from a command. The state is only read.
 *
 * @throws RunNotRunning when the run has not begun or is over, is paused and is to do anything but go on or stop, or is
 *   to be started twice.
 * @throws NodeNotReady, NodeNotActive, ContainerNotSettled, RunNotFinished, RunNotPausable or FormNotAwaited when the
 *   command does not fit the state.
 */
export function decideRun(state: RunState, command: RunCommand): readonly RunEvent[] {
  if (command.type === 'StartRun') return startRun(state, command)
  if (!takes(state, command)) throw new RunNotRunning(state.status)
  switch (command.type) {
    case 'ResumeRun':
      return resumeRun(state, command)
    case 'StartNode':
      return startNode(state, command)
    case 'ReportProgress':
      return reportProgress(state, command)
    case 'SettleNode':
      return settle(state, command)
    case 'AdvanceContainer':
      return advanceContainer(state, command)
    case 'RequestPause':
      return requestPause(command)
    case 'PauseRun':
      return pauseRun(state, command)
    case 'FinishRun':
      return finishRun(state, command)
    case 'StopRun':
      return stopRun(state, command)
    default:
      return assertNever(command)
  }
}

/** A paused run can only go on or stop. */
function takes({ status }: RunState, { type }: RunCommand): boolean {
  return (
    status === 'running' || (status === 'paused' && (type === 'ResumeRun' || type === 'StopRun'))
  )
}

function startRun(state: RunState, { runId, inputs, at }: StartRun): readonly RunEvent[] {
  if (state.status !== 'created') throw new RunNotRunning(`${state.status} already`)
  return [{ type: 'RunStarted', runId, reason: 'initial', inputs, at }]
}

function startNode(state: RunState, command: StartNode): readonly RunEvent[] {
  const { frameId, nodeId, executionId, at } = command
  const frame = state.frames.get(frameId)
  const node = state.graph.nodes.get(nodeId)
  if (frame === undefined || node?.subgraph !== frame.graph) throw new NodeNotReady(frameId, nodeId)
  const isReady = frame.nodeStates[node.index] === NODE_READY && state.pauseReasons.length === 0
  if (!isReady) throw new NodeNotReady(frameId, nodeId)
  const execution: NodeExecution = {
    id: executionId,
    nodeId,
    nodeType: node.type,
    title: node.title,
    index: state.steps + 1,
    predecessorNodeId: predecessorOf(state, frame, node.index),
    frameId,
    container: frame.round?.position,
    startedAt: at,
  }
  const events: RunEvent[] = [{ type: 'NodeStarted', execution }]
  const rules = node.bound.container
  const attempt = { execution, node, frame, retries: 0, at }
  if (rules?.kind === 'iteration') beginIteration(state, attempt, rules, events)
  else if (rules?.kind === 'loop') beginLoop(state, attempt, rules, events)
  return events
}

/** The source of the edge last taken into the node. A round's start marker is not told, so nobody follows it. */
function predecessorOf({ graph }: RunState, frame: Frame, index: number): string | undefined {
  const source = graph.edges[frame.takenEdge[index] ?? -1]?.source
  return source === undefined || source.bound.isRoundStart === true ? undefined : source.id
}

function reportProgress(state: RunState, command: ReportProgress): readonly RunEvent[] {
  const { execution } = requireActive(state, command.executionId)
  const { progress } = command
  switch (progress.type) {
    case 'chunk': {
      const { output, text, isFinal } = progress
      const selector = [execution.nodeId, output]
      return [{ type: 'TextProduced', execution, selector, text, isFinal }]
    }
    case 'reasoning':
      return [
        {
          type: 'ReasoningProduced',
          execution,
          text: progress.text,
          isFinal: progress.isFinal,
        },
      ]
    case 'retriever-resources': {
      const { resources, context } = progress
      return [{ type: 'RetrieverResourcesFound', execution, resources, context }]
    }
    case 'agent-log':
      return [{ type: 'AgentLogged', execution, log: progress.log }]
    case 'polling': {
      const { attempt, checkedAt, nextCheckAt } = progress
      return [{ type: 'ModelPolled', execution, attempt, checkedAt, nextCheckAt }]
    }
    default:
      return assertNever(progress)
  }
}

function settle(state: RunState, { executionId, outcome, at }: SettleNode): readonly RunEvent[] {
  const active = requireActive(state, executionId)
  if (active.isPaused) throw new NodeNotActive(executionId)
  const events: RunEvent[] = []
  settleNode(state, toAttempt(active, at), outcome, events)
  return events
}

function advanceContainer(state: RunState, command: AdvanceContainer): readonly RunEvent[] {
  const { executionId, at } = command
  const run = state.containers.get(executionId)
  const isSettled = state.pauseReasons.length === 0 && isSettledContainer(state, executionId)
  if (run === undefined || !isSettled) throw new ContainerNotSettled(executionId)
  const { rules } = run
  const attempt = toAttempt(requireActive(state, executionId), at)
  return rules.kind === 'iteration'
    ? advanceIteration(state, run, rules, attempt)
    : advanceLoop(state, run, rules, attempt)
}

function finishRun(state: RunState, { at }: FinishRun): readonly RunEvent[] {
  if (!isRunComplete(state)) throw new RunNotFinished()
  const type = state.exceptionsCount > 0 ? 'RunPartiallySucceeded' : 'RunSucceeded'
  return [{ type, outputs: runOutputs(state), ...runTotals(state, at) }]
}

function stopRun(state: RunState, { cause, reason, at }: StopRun): readonly RunEvent[] {
  return [
    {
      type: 'RunStopped',
      cause,
      reason: `Aborted: ${reason}`,
      outputs: runOutputs(state),
      ...runTotals(state, at),
    },
  ]
}

function requireActive(state: RunState, executionId: string): ActiveNode {
  const active = state.active.get(executionId)
  if (active === undefined) throw new NodeNotActive(executionId)
  return active
}

function toAttempt({ execution, node, frame, retries }: ActiveNode, at: Date) {
  return { execution, node, frame, retries, at }
}
