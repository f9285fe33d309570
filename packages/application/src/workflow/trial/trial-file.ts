import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  createFileValue,
  FILE_TYPES,
  fileTypeOf,
  type FileType,
  type FileValue,
} from '@weft/domain/workflow'
import type { CaseValue } from './case-value.js'

/** A file that a case brings along. */
export type TrialFile = {
  readonly name: string
  readonly extension: string
  readonly mimeType: string
  readonly type: FileType
  readonly content: string
}

const FIELDS = ['name', 'extension', 'mime_type', 'mime', 'type', 'content', 'text']

/** Files as a list with names, or as a map by name. @throws InvalidTrialCase */
export function readTrialFiles(value: CaseValue): readonly TrialFile[] {
  if (Array.isArray(value.json))
    return value.items().map((item) => readTrialFile(item.require('name').text(), item))
  return value.entries().map(([name, item]) => readTrialFile(item.at('name')?.text() ?? name, item))
}

function readTrialFile(name: string, value: CaseValue): TrialFile {
  value.allowOnly(FIELDS)
  const content = value.at('content') ?? value.at('text') ?? value.require('content')
  const extension = withDot(value.at('extension')?.text() ?? extensionOf(name))
  const mimeType = (value.at('mime_type') ?? value.at('mime'))?.text() ?? 'text/plain'
  return {
    name,
    extension,
    mimeType,
    type: value.at('type')?.oneOf(FILE_TYPES) ?? fileTypeOf({ extension, mimeType }),
    content: content.text(),
  }
}

function extensionOf(name: string): string {
  return /\.[^./\\]+$/.exec(name)?.[0] ?? ''
}

function withDot(extension: string): string {
  return extension === '' || extension.startsWith('.') ? extension : `.${extension}`
}

/** The file as a value that runs understand, once it is served under an address. */
export function toServedFile(file: TrialFile, url: string): FileValue {
  return createFileValue({
    type: file.type,
    transferMethod: 'remote_url',
    remoteUrl: url,
    filename: file.name,
    extension: file.extension,
    mimeType: file.mimeType,
    size: new TextEncoder().encode(file.content).length,
  })
}

/** The value with every `{"$file": name}` in it replaced. */
export function withFiles(value: JsonValue, find: (name: string) => JsonObject): JsonValue {
  if (Array.isArray(value)) return (value as JsonArray).map((item) => withFiles(item, find))
  if (!isJsonObject(value)) return value
  const { $file: name } = value
  if (typeof name === 'string' && Object.keys(value).length === 1) return find(name)
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withFiles(item, find)]),
  )
}
