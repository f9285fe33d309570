import type { Form } from '../form/form.js'
import type { RunEvent } from './run-event.js'

/** The forms a paused run waits for, by what it told last. None for a run that goes on or is over. */
export function awaitedForms(history: readonly RunEvent[]): readonly Form[] {
  const last = history.at(-1)
  if (last?.type !== 'RunPaused') return []
  return last.reasons.flatMap((reason) => (reason.type === 'form' ? [reason.form] : []))
}
