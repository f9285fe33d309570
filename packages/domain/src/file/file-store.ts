import type { TenantId } from '../kernel/index.js'
import type { FileId, NewFile, StoredFile } from './stored-file.js'

/**
 * Keeps the bytes of files, per tenant: a file of another tenant does not exist. Names and types are facts about a
 * file; where it is kept depends on its id alone, which the store makes up.
 */
export interface FileStore {
  save(tenantId: TenantId, file: NewFile): Promise<StoredFile>
  /** Nothing when there is no such file. */
  find(tenantId: TenantId, id: FileId): Promise<StoredFile | undefined>
  /** Nothing when there is no such file. @throws FileTooLarge when it has more than `maxBytes`. */
  read(
    tenantId: TenantId,
    id: FileId,
    options: { readonly maxBytes: number },
  ): Promise<Uint8Array | undefined>
  /** Removes the file; it is fine when there is none. */
  remove(tenantId: TenantId, id: FileId): Promise<void>
}
