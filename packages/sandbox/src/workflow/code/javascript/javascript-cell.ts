import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import type { CellKind } from '../worker-cell.js'

export const JAVASCRIPT_CELL: CellKind = {
  entry: new URL('./javascript-worker.js', import.meta.url),
  singleUse: false,
  resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 },
  interpreter: async () => {
    const path = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')
    return WebAssembly.compile(await readFile(path))
  },
}
