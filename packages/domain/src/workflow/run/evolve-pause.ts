import type { FormAnswer } from '../form/form-answer.js'
import type { FormFilled, FormTimedOut, NodePaused } from './run-event.js'
import type { RunState } from './run-state.js'

/** The execution goes on: it is made again when the run is resumed. */
export function evolveNodePaused(state: RunState, { execution, reason }: NodePaused): RunState {
  const active = state.active.get(execution.id)
  if (active === undefined) return state
  active.isPaused = true
  active.pause = { reason, answer: undefined }
  state.pauseReasons = [...state.pauseReasons, reason]
  return state
}

/** Nodes that wait are to ask again; what they waited for may be there by now. */
export function evolveResumption(state: RunState): void {
  state.pauseReasons = []
  for (const active of state.active.values()) active.isPaused = false
}

export function evolveFormAnswered(state: RunState, event: FormFilled | FormTimedOut): RunState {
  const active = state.active.get(event.execution.id)
  if (active?.pause !== undefined) active.pause = { ...active.pause, answer: answerOf(event) }
  return state
}

function answerOf(event: FormFilled | FormTimedOut): FormAnswer {
  if (event.type === 'FormTimedOut') return { type: 'timed-out' }
  const { actionId, actionTitle, renderedContent, values } = event
  return { type: 'submitted', actionId, actionTitle, renderedContent, values }
}
