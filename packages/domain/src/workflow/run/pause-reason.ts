import type { FormAnswer } from '../form/form-answer.js'
import type { Form } from '../form/form.js'

/** What a paused run waits for. */
export type PauseReason =
  /** Somebody is to fill in a form. */
  | { readonly type: 'form'; readonly form: Form }
  /** Somebody is to say that it goes on. */
  | { readonly type: 'scheduled'; readonly message: string }

/** Why a node asked for a pause, and what came of it. */
export type NodePause = {
  readonly reason: PauseReason
  /** Absent while nobody has filled in the form. */
  readonly answer: FormAnswer | undefined
}
