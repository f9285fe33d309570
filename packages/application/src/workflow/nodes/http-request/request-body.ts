import { assertNever } from '@weft/domain/kernel'
import { pythonRepr, type FileValue } from '@weft/domain/workflow'
import { HttpRequestError } from './http-request-error.js'
import { encodeMultipart, type MultipartPart } from './multipart.js'
import type { RenderedBody } from './rendered-request.js'
import { repairJson } from './repair-json.js'

export type EncodedBody = {
  readonly content: string | Uint8Array | undefined
  /** Used when the author names none. */
  readonly contentType?: string
  /** The author's type would not do: the content says where its parts end. */
  readonly isContentTypeFixed?: boolean
}

type ReadFile = (file: FileValue) => Promise<Uint8Array>

/**
 * The bytes to send.
 *
 * @param shown the same body as records may show it, for complaints.
 * @throws HttpRequestError
 */
export async function encodeBody(
  body: RenderedBody,
  shown: RenderedBody,
  readFile: ReadFile,
): Promise<EncodedBody> {
  switch (body.type) {
    case 'none':
      return { content: undefined }
    case 'json':
      return { content: toJson(body.text, shown), contentType: DEFAULT_CONTENT_TYPES.json }
    case 'raw-text':
      return { content: body.text, contentType: DEFAULT_CONTENT_TYPES['raw-text'] }
    case 'x-www-form-urlencoded':
      return {
        content: encodeFields(body.fields),
        contentType: DEFAULT_CONTENT_TYPES['x-www-form-urlencoded'],
      }
    case 'binary':
      return { content: await readFile(body.file) }
    case 'form-data':
      return encodeForm(body, readFile)
    case 'wrong-item-count':
      throw new HttpRequestError(
        'RequestBodyError',
        `${body.bodyType} body type should have exactly one item`,
      )
    case 'file-missing':
      throw new HttpRequestError(
        'FileFetchError',
        `cannot fetch file with selector ${pythonRepr(body.selector)}`,
      )
    default:
      return assertNever(body)
  }
}

export const DEFAULT_CONTENT_TYPES = {
  json: 'application/json',
  'raw-text': 'text/plain',
  'x-www-form-urlencoded': 'application/x-www-form-urlencoded',
} as const

export function encodeFields(fields: readonly (readonly [string, string])[]): string {
  return new URLSearchParams(
    fields.map(([name, value]): [string, string] => [name, value]),
  ).toString()
}

function toJson(text: string, shown: RenderedBody): string {
  try {
    return repairJson(text)
  } catch {
    const harmless = shown.type === 'json' ? shown.text : ''
    throw new HttpRequestError('RequestBodyError', `Failed to parse JSON: ${harmless}`)
  }
}

async function encodeForm(
  { fields, files }: Extract<RenderedBody, { type: 'form-data' }>,
  readFile: ReadFile,
): Promise<EncodedBody> {
  const parts: MultipartPart[] = fields.map(([name, value]) => ({ name, content: value }))
  for (const { name, file } of files)
    parts.push({ name, ...describeFile(file), content: await readFile(file) })
  if (files.length === 0) parts.push(PLACEHOLDER)
  const { contentType, content } = encodeMultipart(parts)
  return { content, contentType, isContentTypeFixed: true }
}

/** A form always has a part of its own, so that servers that count on one find it. */
const PLACEHOLDER: MultipartPart = {
  name: '__multipart_placeholder__',
  contentType: 'application/octet-stream',
  content: '',
}

function describeFile(file: FileValue): { filename?: string; contentType: string } {
  const { filename, mime_type: mimeType } = file
  return {
    ...(typeof filename === 'string' && filename !== '' && { filename }),
    contentType:
      typeof mimeType === 'string' && /^[\w.+-]+\/[\w.+-]+(;[ -~]*)?$/.test(mimeType)
        ? mimeType
        : 'application/octet-stream',
  }
}
