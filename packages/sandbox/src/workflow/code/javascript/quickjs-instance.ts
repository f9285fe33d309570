import exported from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
} from 'quickjs-emscripten-core'

// Its types describe the CommonJS form, where the variant is one level deeper than in the form Node imports.
const variant = 'default' in exported ? exported.default : exported

const PAGE_BYTES = 65_536
/** What the module declares as its initial memory. */
const INITIAL_PAGES = 256
/** More than this and the interpreter overruns its own stack while it cleans up. */
const STACK_BYTES = 256 * 1024

export type QuickJsInstance = {
  readonly context: QuickJSContext
  /** True when the memory has been grown to its limit. */
  isMemoryFull(): boolean
  /** What is held now, which is the most there was: memory is not given back. */
  memoryBytes(): number
}

/**
 * A new WebAssembly instance with a zeroed memory of its own: no byte of an earlier run is in reach. The limit is the
 * `maximum` of the memory, which the engine itself enforces.
 */
export async function createQuickJs(
  module: WebAssembly.Module,
  maxMemoryBytes: number,
): Promise<QuickJsInstance> {
  const maximum = Math.floor(maxMemoryBytes / PAGE_BYTES)
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum })
  const quickJs = await newQuickJSWASMModuleFromVariant(
    newVariant(variant, { wasmModule: module, wasmMemory: memory }),
  )
  const runtime = quickJs.newRuntime({ maxStackSizeBytes: STACK_BYTES })
  return {
    context: runtime.newContext(),
    isMemoryFull: () => memory.buffer.byteLength >= 0.8 * maximum * PAGE_BYTES,
    memoryBytes: () => memory.buffer.byteLength,
  }
}
