import { isJsonObject, ValidationError, type JsonArray, type JsonObject } from '@weft/domain/kernel'
import {
  createFileValue,
  fileTypeOf,
  isFileType,
  isFileValue,
  type FileValue,
} from '@weft/domain/workflow'

/** A file the caller names cannot be used. */
export class InvalidFileArgument extends ValidationError {
  override readonly code = 'file.invalid_argument'
}

/**
 * Files as callers name them (`{type, transfer_method, url}`), as values a run understands. File values pass.
 *
 * @throws InvalidFileArgument for an address that is not http(s), and for uploaded files: there is no store for them.
 */
export function toFileValues(files: JsonArray): readonly FileValue[] {
  return files.map((file) => {
    if (!isJsonObject(file)) throw new InvalidFileArgument('A file must be an object.')
    return isFileValue(file) ? file : toFileValue(file)
  })
}

function toFileValue(file: JsonObject): FileValue {
  const method = file['transfer_method']
  if (method === 'local_file' || method === 'tool_file')
    throw new InvalidFileArgument('Invalid upload file')
  if (method !== 'remote_url')
    throw new InvalidFileArgument(`Invalid transfer method: ${JSON.stringify(method ?? null)}`)
  const url = httpUrl(file['url'] ?? file['remote_url'])
  const filename = url.pathname.split('/').at(-1) ?? ''
  const extension = /\.[^.]+$/.exec(filename)?.[0]
  return createFileValue({
    type: isFileType(file['type']) ? file['type'] : fileTypeOf({ extension }),
    transferMethod: 'remote_url',
    remoteUrl: url.href,
    ...(filename !== '' && { filename }),
    ...(extension !== undefined && { extension }),
  })
}

function httpUrl(raw: unknown): URL {
  const isHttp = typeof raw === 'string' && /^https?:\/\//i.test(raw)
  if (!isHttp || !URL.canParse(raw)) throw new InvalidFileArgument('Invalid file url')
  return new URL(raw)
}
