import type { FileValue, Selector } from '@weft/domain/workflow'

/** A request with its variables filled in and nothing checked yet. */
export type RenderedRequest = {
  /** As the document spells it. */
  readonly method: string
  readonly url: string
  readonly params: readonly NamedText[]
  /** In order; of two with the same name the later one counts. */
  readonly headers: readonly NamedText[]
  readonly authorization: RenderedAuthorization
  readonly body: RenderedBody
}

export type NamedText = readonly [name: string, value: string]

export type RenderedAuthorization =
  | { readonly type: 'none' }
  | { readonly type: 'unset' }
  | {
      readonly type: 'key'
      readonly scheme: 'basic' | 'bearer' | 'custom'
      readonly key: string
      readonly header: string
    }

export type RenderedBody =
  | { readonly type: 'none' }
  | { readonly type: 'json'; readonly text: string }
  | { readonly type: 'raw-text'; readonly text: string }
  | { readonly type: 'x-www-form-urlencoded'; readonly fields: readonly NamedText[] }
  | {
      readonly type: 'form-data'
      readonly fields: readonly NamedText[]
      readonly files: readonly NamedFile[]
    }
  | { readonly type: 'binary'; readonly file: FileValue }
  | { readonly type: 'wrong-item-count'; readonly bodyType: string }
  | { readonly type: 'file-missing'; readonly selector: Selector }

export type NamedFile = { readonly name: string; readonly file: FileValue }
