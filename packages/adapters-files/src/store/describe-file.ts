import { extensionOf, FileId, type NewFile, type StoredFile } from '@weft/domain/file'
import type { IdGenerator } from '@weft/domain/kernel'

/** What is known of a file about to be kept, under a fresh id. */
export function describeFile({ filename, mimeType, bytes }: NewFile, ids: IdGenerator): StoredFile {
  return {
    id: FileId.parse(ids.next()),
    filename,
    extension: extensionOf(filename),
    mimeType,
    size: bytes.byteLength,
  }
}
