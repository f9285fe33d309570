import type { IdGenerator, TenantId } from '@weft/domain/kernel'
import {
  FileTooLarge,
  type FileId,
  type FileStore,
  type NewFile,
  type StoredFile,
} from '@weft/domain/file'
import { describeFile } from './describe-file.js'

/** Keeps files as long as the process lives: for tests, and for programs that run documents once. */
export class InMemoryFileStore implements FileStore {
  readonly #files = new Map<string, { readonly file: StoredFile; readonly bytes: Uint8Array }>()

  constructor(private readonly ids: IdGenerator) {}

  save(tenantId: TenantId, newFile: NewFile): Promise<StoredFile> {
    const file = describeFile(newFile, this.ids)
    this.#files.set(keyOf(tenantId, file.id), { file, bytes: newFile.bytes.slice() })
    return Promise.resolve(file)
  }

  find(tenantId: TenantId, id: FileId): Promise<StoredFile | undefined> {
    return Promise.resolve(this.#files.get(keyOf(tenantId, id))?.file)
  }

  read(
    tenantId: TenantId,
    id: FileId,
    { maxBytes }: { readonly maxBytes: number },
  ): Promise<Uint8Array | undefined> {
    const bytes = this.#files.get(keyOf(tenantId, id))?.bytes
    if (bytes && bytes.byteLength > maxBytes) return Promise.reject(new FileTooLarge(maxBytes))
    return Promise.resolve(bytes?.slice())
  }

  remove(tenantId: TenantId, id: FileId): Promise<void> {
    this.#files.delete(keyOf(tenantId, id))
    return Promise.resolve()
  }
}

function keyOf(tenantId: TenantId, id: FileId): string {
  return `${tenantId}/${id}`
}
