import type { MemoryGuard } from './python-imports.js'
import type { PythonFileSystem } from './python-module.js'

const NO_SPACE = 51
/** A file or folder of its own costs memory that its size does not show. */
const NODE_BYTES = 1024

/**
 * Files live in JavaScript memory, where the limit of the interpreter does not reach: so what is written to them is
 * counted here, on the same account. Deleting a file does not give its share back: a run is short.
 */
export function limitFiles(files: PythonFileSystem, guard: MemoryGuard): void {
  const memory = files.filesystems.MEMFS
  const claim = (bytes: number) => {
    if (!guard.claim(bytes)) throw new files.ErrnoError(NO_SPACE)
  }

  const createNode = memory.createNode.bind(memory)
  memory.createNode = (parent, name, mode, device) => {
    claim(NODE_BYTES + 2 * name.length)
    return createNode(parent, name, mode, device)
  }

  const { symlink } = memory.node_ops
  memory.ops_table.dir.node.symlink = (parent, name, target) => {
    claim(2 * target.length)
    return symlink(parent, name, target)
  }

  const { write } = memory.stream_ops
  const limitedWrite: typeof write = (stream, buffer, offset, length, position, canOwn) => {
    const before = stream.node.contents?.length ?? 0
    const needed = Math.max(position + length - before, 0)
    claim(needed)
    const written = write(stream, buffer, offset, length, position, canOwn)
    const grown = (stream.node.contents?.length ?? 0) - before
    // A growing file takes some room ahead; what it took is what counts.
    guard.claim(Math.max(grown - needed, 0))
    return written
  }
  memory.stream_ops.write = limitedWrite
  memory.ops_table.file.stream.write = limitedWrite

  const { setattr } = memory.ops_table.file.node
  memory.ops_table.file.node.setattr = (node, attributes) => {
    const before = node.contents?.length ?? 0
    if (attributes.size !== undefined) claim(attributes.size - before)
    setattr(node, attributes)
  }
}
