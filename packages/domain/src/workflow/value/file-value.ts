import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import type { FileType } from './file-type.js'
import type { Segment } from './segment.js'

/** What marks a map as a file. */
export const FILE_IDENTITY = '__dify__file__'

export type TransferMethod = 'remote_url' | 'local_file' | 'tool_file' | 'datasource_file'

/**
 * A file as a value: the plain JSON map that documents, nodes and clients pass around. `reference` names the stored
 * file, `remote_url` one that lives elsewhere; `url` is where its bytes can be had, once somebody has resolved it.
 */
export type FileValue = JsonObject & {
  readonly dify_model_identity: typeof FILE_IDENTITY
  readonly type: FileType
  readonly transfer_method: TransferMethod
}

export type FileProperties = {
  readonly id?: string
  readonly type: FileType
  readonly transferMethod: TransferMethod
  readonly remoteUrl?: string
  /** Id of the stored file. */
  readonly reference?: string
  readonly filename?: string
  /** With its dot. */
  readonly extension?: string
  readonly mimeType?: string
  /** Bytes; -1 (default) when unknown. */
  readonly size?: number
  readonly url?: string
}

/** Makes the marked map of a file, with all its keys. */
export function createFileValue(properties: FileProperties): FileValue {
  return {
    dify_model_identity: FILE_IDENTITY,
    id: properties.id ?? null,
    type: properties.type,
    transfer_method: properties.transferMethod,
    remote_url: properties.remoteUrl ?? null,
    reference: properties.reference ?? null,
    related_id: properties.reference ?? null,
    filename: properties.filename ?? null,
    extension: properties.extension ?? null,
    mime_type: properties.mimeType ?? null,
    size: properties.size ?? -1,
    url: properties.url ?? properties.remoteUrl ?? null,
  }
}

/** True for a map that marks itself as a file. */
export function isFileValue(value: unknown): value is FileValue {
  return isJsonObject(value) && value['dify_model_identity'] === FILE_IDENTITY
}

/** Id of the stored file, under any of the names older payloads use. */
export function fileReference(file: JsonObject): string | undefined {
  const names = ['reference', 'related_id', 'upload_file_id', 'tool_file_id', 'datasource_file_id']
  for (const name of names) {
    const value = file[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

/** Where the file's bytes can be had, if that is known. */
export function fileUrl(file: JsonObject): string | undefined {
  for (const url of [file['url'], file['remote_url']])
    if (typeof url === 'string' && url !== '') return url
  return undefined
}

/** An attribute a selector may name; nothing for any other name. An attribute without a value is a `none`. */
export function fileAttribute(file: FileValue, name: string): Segment | undefined {
  const read = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined
  if (read === undefined) return undefined
  const value = read(file) ?? null
  if (typeof value === 'number') return { type: 'integer', value }
  return typeof value === 'string' ? { type: 'string', value } : { type: 'none', value: null }
}

const ATTRIBUTES: { readonly [name: string]: (file: FileValue) => JsonValue | undefined } = {
  type: (file) => file.type,
  size: (file) => file['size'],
  name: (file) => file['filename'],
  mime_type: (file) => file['mime_type'],
  transfer_method: (file) => file.transfer_method,
  url: fileUrl,
  extension: (file) => file['extension'],
  related_id: fileReference,
}
