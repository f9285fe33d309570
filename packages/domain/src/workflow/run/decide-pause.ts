import type { FormResolution } from '../form/form-answer.js'
import { FormNotAwaited } from '../form/form-error.js'
import type { Form } from '../form/form.js'
import { renderSubmittedForm } from '../form/render-form.js'
import type { PauseRun, RequestPause, ResumeRun } from './run-command.js'
import { RunNotPausable } from './run-error.js'
import type { NodeExecution, RunEvent } from './run-event.js'
import { runOutputs } from './run-outputs.js'
import { isRunDrained } from './run-query.js'
import type { ActiveNode, RunState } from './run-state.js'
import { runTotals } from './run-totals.js'

/** @throws FormNotAwaited when no node waits for a form of which the end is told. */
export function resumeRun(state: RunState, command: ResumeRun): readonly RunEvent[] {
  const { runId, inputs, resolutions = [], at } = command
  return [
    { type: 'RunStarted', runId, reason: 'resumption', inputs, at },
    ...resolutions.map((resolution) => answerForm(state, resolution, at)),
  ]
}

function answerForm(state: RunState, resolution: FormResolution, at: Date): RunEvent {
  const { formId } = resolution
  const waiting = [...state.active.values()].flatMap(formAwaitedBy)
  const awaited = waiting.find(({ form }) => form.id === formId)
  if (awaited === undefined) throw new FormNotAwaited(formId)
  const { execution, form } = awaited
  if (resolution.type === 'timed-out')
    return { type: 'FormTimedOut', execution, formId, expiresAt: form.expiresAt, at }
  const { actionId, values } = resolution
  return {
    type: 'FormFilled',
    execution,
    formId,
    actionId,
    actionTitle: form.actions.find(({ id }) => id === actionId)?.title ?? '',
    renderedContent: renderSubmittedForm(form, values),
    values,
    at,
  }
}

type AwaitedForm = { readonly execution: NodeExecution; readonly form: Form }

function formAwaitedBy({ execution, pause }: ActiveNode): readonly AwaitedForm[] {
  const isOpen = pause?.reason.type === 'form' && pause.answer === undefined
  return isOpen ? [{ execution, form: pause.reason.form }] : []
}

/** Several may ask; the run pauses once. */
export function requestPause({ reason, at }: RequestPause): readonly RunEvent[] {
  return [{ type: 'PauseRequested', reason, at }]
}

/** @throws RunNotPausable when no pause was asked for, something runs, or nothing is left to do. */
export function pauseRun(state: RunState, { at }: PauseRun): readonly RunEvent[] {
  if (!isRunDrained(state)) throw new RunNotPausable()
  const { pauseReasons: reasons } = state
  const waiting = [...state.active.values()].filter(({ isPaused }) => isPaused)
  const nodeIds = waiting.map(({ execution }) => execution.nodeId)
  const outputs = runOutputs(state)
  return [{ type: 'RunPaused', reasons, nodeIds, outputs, ...runTotals(state, at) }]
}
