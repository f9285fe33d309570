import { readFile } from 'node:fs/promises'

/** Compiles a WebAssembly file when it is first asked for, and hands everybody the same module. */
export function sharedModule(path: () => string): () => Promise<WebAssembly.Module> {
  let compiling: Promise<WebAssembly.Module> | undefined
  const compile = async () => {
    try {
      return await WebAssembly.compile(await readFile(path()))
    } catch (error) {
      // The next one tries again.
      compiling = undefined
      throw error
    }
  }
  return () => (compiling ??= compile())
}
