import { createRequire } from 'node:module'

import { sharedModule } from '../shared-module.js'
import type { CellKind } from '../worker-cell.js'

export const JAVASCRIPT_CELL: CellKind = {
  entry: new URL('./javascript-worker.js', import.meta.url),
  singleUse: false,
  resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 },
  interpreter: sharedModule(() =>
    createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm'),
  ),
}
