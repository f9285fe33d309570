import type { FileType } from '../value/file-type.js'
import type { Selector } from '../variable/selector.js'
import type { FormId } from './form-id.js'

/** A form a run waits for, as people are shown it: its references to variables are filled in. */
export type Form = {
  readonly id: FormId
  /** The node that asks. */
  readonly nodeId: string
  readonly nodeTitle: string
  /** Markdown; `{{#$output.name#}}` stands where a field is to be shown. */
  readonly content: string
  readonly fields: readonly FormField[]
  /** The ways to submit the form; each is a handle of the node. */
  readonly actions: readonly FormAction[]
  /** What fields are filled with to begin with, as text, by field. */
  readonly defaults: { readonly [name: string]: string }
  /** Whether the app's own page shows it. */
  readonly isShownInApp: boolean
  /** Whoever has it may fill the form in; absent when nobody may who comes through the app. */
  readonly token: string | undefined
  readonly expiresAt: Date
}

export type FormAction = {
  readonly id: string
  readonly title: string
  readonly style: FormActionStyle
}

export const FORM_ACTION_STYLES = ['primary', 'default', 'accent', 'ghost'] as const
export type FormActionStyle = (typeof FORM_ACTION_STYLES)[number]

export type FormField = ParagraphField | SelectField | FileField | FileListField

/** Any text. */
export type ParagraphField = {
  readonly type: 'paragraph'
  /** Name of the node's output the field becomes. */
  readonly name: string
  readonly source: FieldSource<string> | undefined
}

/** One of several texts. */
export type SelectField = {
  readonly type: 'select'
  readonly name: string
  /** The options are the source's value. */
  readonly source: FieldSource<readonly string[]>
}

export type FileField = FileRules & { readonly type: 'file'; readonly name: string }

export type FileListField = FileRules & {
  readonly type: 'file-list'
  readonly name: string
  /** Most files; absent for any number. */
  readonly maxFiles: number | undefined
}

type FileRules = {
  /** Kinds of files that are taken; none for any. */
  readonly fileTypes: readonly FileType[]
  /** With their dots; they say what a `custom` file is. */
  readonly extensions: readonly string[]
  readonly uploadMethods: readonly string[]
}

/** Where a default or a list of options comes from, and what it was when the form was made. */
export type FieldSource<Value> = {
  readonly type: 'constant' | 'variable'
  readonly selector: Selector
  readonly value: Value
}

/** Handle of the node, and of nothing else, that is taken when nobody filled the form in in time. */
export const TIMEOUT_HANDLE = '__timeout__'
