import type { JsonObject } from '@weft/domain/kernel'
import type { ToolParameter } from '@weft/domain/tool'

/** One operation of an API, as a tool. */
export type ApiOperation = {
  readonly name: string
  readonly description: string
  /** Upper case. */
  readonly method: string
  readonly serverUrl: string
  readonly path: string
  readonly parameters: readonly ApiParameter[]
  /** Absent when the operation takes no body. */
  readonly body: ApiBody | undefined
}

export type ApiParameter = ToolParameter & {
  readonly place: 'path' | 'query' | 'header' | 'cookie' | 'body'
}

export type ApiBody = {
  readonly contentType: string
  /** Schemas of the properties, references resolved. */
  readonly properties: { readonly [name: string]: JsonObject }
}
