import {
  FileId,
  FileNotFound,
  FileNotReadable,
  FileTooLarge,
  type FileContent,
  type FileReader,
  type FileStore,
} from '@weft/domain/file'
import { EgressFailed, type EgressClient, type TenantId } from '@weft/domain/kernel'
import { fileReference, type FileValue } from '@weft/domain/workflow'

export type FileReaderPorts = {
  readonly store: FileStore
  /** Without one, files at addresses elsewhere cannot be read. */
  readonly egress?: EgressClient
}

type ReadOptions = { readonly maxBytes: number; readonly signal: AbortSignal }

/** Reads stored files from the store, and files elsewhere through the guarded way out. */
export class FileValueReader implements FileReader {
  constructor(private readonly ports: FileReaderPorts) {}

  async read(tenantId: TenantId, file: FileValue, options: ReadOptions): Promise<FileContent> {
    options.signal.throwIfAborted()
    return file.transfer_method === 'remote_url'
      ? this.readRemote(file, options)
      : this.readStored(tenantId, file, options)
  }

  private async readStored(
    tenantId: TenantId,
    file: FileValue,
    { maxBytes }: ReadOptions,
  ): Promise<FileContent> {
    const reference = fileReference(file)
    if (reference === undefined) throw new FileNotReadable('Missing file reference')
    const id = FileId.tryParse(reference)
    const [stored, bytes] = id
      ? await Promise.all([
          this.ports.store.find(tenantId, id),
          this.ports.store.read(tenantId, id, { maxBytes }),
        ])
      : []
    if (!stored || !bytes) throw new FileNotFound(reference)
    return { bytes, mimeType: stored.mimeType }
  }

  private async readRemote(
    file: FileValue,
    { maxBytes, signal }: ReadOptions,
  ): Promise<FileContent> {
    const url = file['remote_url'] ?? file['url']
    if (typeof url !== 'string' || url === '') throw new FileNotReadable('Missing file url')
    if (!this.ports.egress)
      throw new FileNotReadable(
        'Files at addresses elsewhere cannot be read: no egress client is configured.',
      )
    const answer = await this.fetch(this.ports.egress, url, { maxBytes, signal })
    if (answer.status < 200 || answer.status > 299)
      throw new FileNotReadable(`The address of the file answered with status ${answer.status}.`)
    const mimeType = answer.headers['content-type']?.split(';', 1)[0]?.trim()
    return { bytes: answer.body, ...(mimeType && { mimeType }) }
  }

  private async fetch(
    egress: EgressClient,
    url: string,
    { maxBytes, signal }: ReadOptions,
  ): ReturnType<EgressClient['send']> {
    try {
      return await egress.send(
        { method: 'GET', url, headers: [], body: undefined, maxResponseBytes: maxBytes },
        { signal },
      )
    } catch (error) {
      if (signal.aborted) throw error
      if (error instanceof EgressFailed && error.kind === 'too-large')
        throw new FileTooLarge(maxBytes)
      const message = error instanceof Error ? error.message : String(error)
      throw new FileNotReadable(message, { cause: error })
    }
  }
}
