import { assertNever } from '../../kernel/index.js'
import { evolveContainerEnded, evolveContainerStarted, openRound } from './evolve-container.js'
import { evolveEdge } from './evolve-edge.js'
import { evolveNodeEnded, evolveNodeRetried, evolveNodeStarted } from './evolve-node.js'
import { evolveFormAnswered, evolveNodePaused, evolveResumption } from './evolve-pause.js'
import { makeReady, setVariable } from './frame.js'
import type { AnswerStreamed, RunEvent, RunStarted } from './run-event.js'
import { streamedPieces } from './run-outputs.js'
import type { RunState } from './run-state.js'

/**
 * Folds what happened into the state, in place: the state given is used up, the state returned takes its place. Costs
 * the same for any size of graph. Never fails, because what is recorded has happened: an event about something the
 * graph does not know is passed over.
 */
export function evolveRun(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'RunStarted':
      return evolveRunStarted(state, event)
    case 'NodeStarted':
      return evolveNodeStarted(state, event)
    case 'NodeRetried':
      return evolveNodeRetried(state, event)
    case 'NodeSucceeded':
    case 'NodeExceptionHandled':
    case 'NodeFailed':
      return evolveNodeEnded(state, event)
    case 'NodePaused':
      return evolveNodePaused(state, event)
    case 'FormFilled':
    case 'FormTimedOut':
      return evolveFormAnswered(state, event)
    case 'EdgeTaken':
    case 'EdgeSkipped':
      return evolveEdge(state, event)
    case 'VariableUpdated':
      setVariable(state, event)
      return state
    case 'AnswerStreamed':
      return evolveAnswerStreamed(state, event)
    case 'ContainerStarted':
      return evolveContainerStarted(state, event)
    case 'ContainerAdvanced':
      return openRound(state, event.execution.id, event.index, event.at)
    case 'ContainerSucceeded':
    case 'ContainerFailed':
      return evolveContainerEnded(state, event)
    case 'PauseRequested':
      state.pauseReasons = [...state.pauseReasons, event.reason]
      return state
    case 'RunPaused':
      state.status = 'paused'
      return state
    case 'RunSucceeded':
    case 'RunPartiallySucceeded':
    case 'RunFailed':
    case 'RunStopped':
      state.status = 'ended'
      return state
    case 'TextProduced':
    case 'ReasoningProduced':
    case 'AnswerReplaced':
    case 'RetrieverResourcesFound':
    case 'AgentLogged':
    case 'ModelPolled':
      return state
    default:
      return assertNever(event)
  }
}

function evolveRunStarted(state: RunState, { reason, at }: RunStarted): RunState {
  state.status = 'running'
  state.beganAt = at
  if (reason === 'initial') makeReady(state, state.root, state.root.graph.entry)
  else evolveResumption(state)
  return state
}

function evolveAnswerStreamed(state: RunState, event: AnswerStreamed): RunState {
  const output = state.graph.nodes.get(event.responseNodeId)?.bound.streamedOutput
  if (output !== undefined) streamedPieces(state, output).push(event.text)
  return state
}
