import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** CPython for WebAssembly, as its npm package carries it: no JavaScript bridge, no process, no dynamic loading. */
export type PythonVendor = {
  readonly glue: string
  readonly wasm: string
  readonly library: string
}

/** Where the installed package keeps the interpreter. */
export function findPythonVendor(): PythonVendor {
  const entry = createRequire(import.meta.url).resolve('just-bash')
  const folder = join(dirname(entry), '..', '..', 'vendor', 'cpython-emscripten')
  return {
    glue: join(folder, 'python.cjs'),
    wasm: join(folder, 'python.wasm'),
    library: join(folder, 'python313.zip'),
  }
}
