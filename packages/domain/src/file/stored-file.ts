import { idType, type Brand } from '../kernel/index.js'
import { createFileValue, fileTypeOf, type FileValue } from '../workflow/index.js'

export type FileId = Brand<string, 'FileId'>
export const FileId = idType<FileId>('FileId')

/** What is known of a file whose bytes a store keeps. */
export type StoredFile = {
  readonly id: FileId
  /** As people see it; never part of a path. */
  readonly filename: string
  /** With its dot, lower case; empty when the name has none. */
  readonly extension: string
  readonly mimeType: string
  /** Bytes. */
  readonly size: number
}

export type NewFile = {
  readonly filename: string
  readonly mimeType: string
  readonly bytes: Uint8Array
}

/** The extension of a file name, with its dot and in lower case; empty when there is none. */
export function extensionOf(filename: string): string {
  return /[^/\\]\.[^./\\\s]+$/.test(filename)
    ? filename.slice(filename.lastIndexOf('.')).toLowerCase()
    : ''
}

/** A stored file as a value that documents, nodes and clients pass around. */
export function toFileValue(
  file: StoredFile,
  transferMethod: 'local_file' | 'tool_file',
): FileValue {
  const { extension, mimeType } = file
  return createFileValue({
    type: fileTypeOf({ extension, mimeType }),
    transferMethod,
    reference: file.id,
    filename: file.filename,
    extension,
    mimeType,
    size: file.size,
  })
}
