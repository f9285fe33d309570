import type { JsonObject } from '../../kernel/index.js'

/** What became of a form that a run waits for. */
export type FormResolution =
  | {
      readonly type: 'submitted'
      readonly formId: string
      readonly actionId: string
      /** Checked values by field; files are file values. */
      readonly values: JsonObject
    }
  | { readonly type: 'timed-out'; readonly formId: string }

/** The same, as the node that asked finds it. */
export type FormAnswer =
  | {
      readonly type: 'submitted'
      readonly actionId: string
      readonly actionTitle: string
      /** The form's content with the values in their places. */
      readonly renderedContent: string
      readonly values: JsonObject
    }
  | { readonly type: 'timed-out' }
