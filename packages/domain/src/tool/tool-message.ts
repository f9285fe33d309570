import type { JsonArray, JsonObject, JsonValue } from '../kernel/index.js'
import type { AgentLog, FileValue } from '../workflow/index.js'

/** One piece of what a tool gives back, as it comes. */
export type ToolMessage =
  | { readonly type: 'text'; readonly text: string }
  /** An address; that of a file where `file` is given. */
  | { readonly type: 'link'; readonly url: string; readonly file?: FileValue }
  | { readonly type: 'image'; readonly url: string }
  | { readonly type: 'file'; readonly file: FileValue }
  | ToolBlob
  | ToolBlobChunk
  | {
      readonly type: 'json'
      readonly value: JsonObject | JsonArray
      /** Models are not shown it. */
      readonly isSuppressed?: boolean
    }
  | {
      readonly type: 'variable'
      /** Any name but `text`, `json` and `files`. */
      readonly name: string
      readonly value: JsonValue
      /** The value is a text to be appended to what came before under the name. */
      readonly isStreamed?: boolean
    }
  | { readonly type: 'log'; readonly log: AgentLog }
  | {
      readonly type: 'retriever-resources'
      readonly resources: readonly JsonObject[]
      readonly context: string
    }

/** The bytes of a file the tool made. */
export type ToolBlob = {
  readonly type: 'blob'
  readonly bytes: Uint8Array
  /** Default `application/octet-stream`. */
  readonly mimeType?: string
  readonly filename?: string
}

/** A part of a file that comes in pieces, in order. */
export type ToolBlobChunk = {
  readonly type: 'blob-chunk'
  readonly id: string
  /** From 0. */
  readonly sequence: number
  /** Bytes of the whole file, the same in every piece. */
  readonly totalBytes: number
  readonly bytes: Uint8Array
  readonly isLast: boolean
  readonly mimeType?: string
  readonly filename?: string
}
