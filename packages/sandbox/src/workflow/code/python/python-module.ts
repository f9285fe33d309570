/** What we use of the JavaScript side of an Emscripten program. */
export type PythonModule = {
  readonly FS: PythonFileSystem
  readonly ENV: Record<string, string>
  /** Runs the program with these arguments; returns its exit status. */
  callMain(args: string[]): number
}

export type PythonImports = Record<string, Record<string, WebAssembly.ImportValue>>

type PythonModuleOptions = {
  readonly noInitialRun: true
  readonly thisProgram: string
  readonly print: (text: string) => void
  readonly printErr: (text: string) => void
  readonly instantiateWasm: (
    imports: PythonImports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => void
  readonly preRun: ((module: PythonModule) => void)[]
}

export type PythonFactory = (options: PythonModuleOptions) => Promise<PythonModule>

type FileNode = { contents: Uint8Array | null; usedBytes: number }
type FileStream = { seekable: boolean; readonly node: FileNode }

type WriteFile = (
  stream: FileStream,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
  canOwn?: boolean,
) => number

/** The in-memory file system of Emscripten. */
type MemoryFileSystem = {
  createNode: (parent: unknown, name: string, mode: number, device: number) => FileNode
  readonly stream_ops: { write: WriteFile }
  readonly node_ops: {
    symlink: (parent: unknown, name: string, target: string) => unknown
  }
  readonly ops_table: {
    readonly dir: {
      readonly node: { symlink: (parent: unknown, name: string, target: string) => unknown }
    }
    readonly file: {
      readonly node: { setattr: (node: FileNode, attributes: { readonly size?: number }) => void }
      readonly stream: { write: WriteFile }
    }
  }
}

export type DeviceOperations = {
  open(stream: FileStream): void
  close(stream: FileStream): void
  read(stream: FileStream, buffer: Int8Array, offset: number, length: number): number
  /** `buffer` is a view of the interpreter's whole memory. */
  write(stream: FileStream, buffer: Int8Array, offset: number, length: number): number
}

export type PythonFileSystem = {
  readonly ErrnoError: new (errno: number) => Error
  readonly filesystems: { readonly MEMFS: MemoryFileSystem }
  init(
    stdin: () => number | null,
    stdout: (byte: number | null) => void,
    stderr: (byte: number | null) => void,
  ): void
  mkdirTree(path: string): void
  writeFile(path: string, contents: Uint8Array | string): void
  unlink(path: string): void
  makedev(major: number, minor: number): number
  registerDevice(device: number, operations: DeviceOperations): void
  mkdev(path: string, mode: number, device: number): void
}
