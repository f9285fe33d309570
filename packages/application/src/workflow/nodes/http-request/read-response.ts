import { toFileValue, type FileStore } from '@weft/domain/file'
import type { EgressResponse, TenantId } from '@weft/domain/kernel'
import type { NodeSuccess } from '@weft/domain/workflow'
import { HttpRequestError } from './http-request-error.js'
import type { HttpRequestLimits } from './http-request-limits.js'
import { isFileResponse, toNewFile } from './response-file.js'
import { decodeResponse } from './response-text.js'

export type ResponseOutputs = Required<Pick<NodeSuccess, 'outputs' | 'outputTypes'>>

type Keeping = {
  readonly store: FileStore | undefined
  readonly tenantId: TenantId
  readonly limits: HttpRequestLimits
}

/**
 * What later nodes see of an answer. One that is a file is kept, and its `body` is empty.
 *
 * @throws HttpRequestError when it is too large, or is a file and there is nowhere to keep it.
 */
export async function readResponse(
  response: EgressResponse,
  keeping: Keeping,
): Promise<ResponseOutputs> {
  const isFile = isFileResponse(response)
  checkSize(isFile, response.body.byteLength, keeping.limits)
  return {
    outputs: {
      status_code: response.status,
      body: isFile ? '' : decodeResponse(response.body, response.headers['content-type']),
      headers: response.headers,
      files: isFile ? [await keep(response, keeping)] : [],
    },
    outputTypes: { files: 'array[file]' },
  }
}

async function keep(
  response: EgressResponse,
  { store, tenantId }: Keeping,
): Promise<ReturnType<typeof toFileValue>> {
  if (!store)
    throw new HttpRequestError(
      'NodeNotConfiguredError',
      'The answer is a file, and there is nowhere to keep it: no file store is configured (services.fileStore).',
    )
  return toFileValue(await store.save(tenantId, toNewFile(response)), 'tool_file')
}

/** @throws HttpRequestError */
function checkSize(isFile: boolean, size: number, limits: HttpRequestLimits): void {
  const max = isFile ? limits.maxFileBytes : limits.maxTextBytes
  if (size > max) throw responseTooLarge(isFile, max, readableSize(size))
}

export function responseTooLarge(
  isFile: boolean,
  maxBytes: number,
  size: string,
): HttpRequestError {
  const max = (maxBytes / MIB).toFixed(2)
  return new HttpRequestError(
    'ResponseSizeError',
    `${isFile ? 'File' : 'Text'} size is too large, max size is ${max} MB, but current size is ${size}.`,
  )
}

export function readableSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  return bytes < MIB ? `${(bytes / 1024).toFixed(2)} KB` : `${(bytes / MIB).toFixed(2)} MB`
}

const MIB = 1024 * 1024
