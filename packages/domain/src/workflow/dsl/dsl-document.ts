import type { AppMode } from '../../app/index.js'
import type { JsonObject } from '../../kernel/index.js'

/** An app as a document. What Weft does not know is kept in `extras` and in the bodies, so that nothing gets lost. */
export type DslDocument = {
  readonly version: string
  readonly kind: 'app'
  readonly app: DslApp
  readonly body: DslBody
  /** The document as it was read, but for its body. Where it differs from the fields above, they win. */
  readonly extras: JsonObject
}

export type DslApp = {
  /** Empty when the document has none. */
  readonly name: string
  readonly mode: AppMode
  readonly description: string
  readonly icon: {
    readonly type: 'emoji' | 'image' | 'link'
    /** An emoji, an emoji's name, an image id or a URL; absent when the app has none. */
    readonly value: string | undefined
    /** A CSS colour. */
    readonly background: string
  }
  readonly useIconAsAnswerIcon: boolean
}

/** What the app does: the section as it is in the document. */
export type DslBody =
  | { readonly type: 'workflow'; readonly workflow: JsonObject }
  | { readonly type: 'model-config'; readonly modelConfig: JsonObject }
