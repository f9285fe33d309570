import type { TenantId } from '../kernel/index.js'
import type { FileValue } from '../workflow/index.js'

/** The bytes of a file and what their source says of them. */
export type FileContent = {
  readonly bytes: Uint8Array
  /** As the source declares it, without parameters; absent when it says nothing. */
  readonly mimeType?: string
}

/** Gets the bytes of a file value, wherever they are: in the store, or at an address that may be reached. */
export interface FileReader {
  /**
   * @throws FileNotFound when a stored file does not exist for this tenant.
   * @throws FileNotReadable when the value names no source, or its source does not answer with the file.
   * @throws FileTooLarge when there are more than `maxBytes`.
   * Rejects with the signal's reason once aborted.
   */
  read(
    tenantId: TenantId,
    file: FileValue,
    options: { readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<FileContent>
}
