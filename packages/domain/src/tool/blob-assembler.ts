import { ToolFileError } from './tool-error.js'
import type { ToolBlob, ToolBlobChunk } from './tool-message.js'

/** Most bytes one file of a tool may have. */
export const MAX_TOOL_FILE_BYTES = 50 * 1024 * 1024

type OpenBlob = { readonly pieces: Uint8Array[]; readonly totalBytes: number; bytes: number }

/** Puts files that come in pieces together. */
export class BlobAssembler {
  private readonly open = new Map<string, OpenBlob>()

  constructor(private readonly maxBytes = MAX_TOOL_FILE_BYTES) {}

  /** The whole file with its last piece; nothing before. @throws ToolFileError when the pieces do not make a file. */
  add(chunk: ToolBlobChunk): ToolBlob | undefined {
    const blob = this.enter(chunk)
    if (chunk.totalBytes !== blob.totalBytes) throw broken(chunk, 'changes its length')
    if (chunk.sequence !== blob.pieces.length) throw broken(chunk, 'misses a piece')
    blob.bytes += chunk.bytes.length
    if (blob.bytes > blob.totalBytes) throw broken(chunk, 'is longer than announced')
    blob.pieces.push(chunk.bytes)
    if (!chunk.isLast) return undefined
    if (blob.bytes < blob.totalBytes) throw broken(chunk, 'is shorter than announced')
    this.open.delete(chunk.id)
    const { mimeType, filename } = chunk
    return {
      type: 'blob',
      bytes: joined(blob),
      ...(mimeType !== undefined && { mimeType }),
      ...(filename !== undefined && { filename }),
    }
  }

  /** Nothing more will come. @throws ToolFileError when a file is not whole. */
  end(): void {
    const [id] = this.open.keys()
    if (id !== undefined) throw new ToolFileError(`tool file ${id} is not complete`)
  }

  private enter(chunk: ToolBlobChunk): OpenBlob {
    const known = this.open.get(chunk.id)
    if (known) return known
    if (!(chunk.totalBytes >= 0 && chunk.totalBytes <= this.maxBytes))
      throw broken(chunk, `has more than ${this.maxBytes} bytes`)
    const blob = { pieces: [], totalBytes: chunk.totalBytes, bytes: 0 }
    this.open.set(chunk.id, blob)
    return blob
  }
}

function joined({ pieces, totalBytes }: OpenBlob): Uint8Array {
  const bytes = new Uint8Array(totalBytes)
  let offset = 0
  for (const piece of pieces) {
    bytes.set(piece, offset)
    offset += piece.length
  }
  return bytes
}

function broken({ id }: ToolBlobChunk, problem: string): ToolFileError {
  return new ToolFileError(`tool file ${id} ${problem}`)
}
