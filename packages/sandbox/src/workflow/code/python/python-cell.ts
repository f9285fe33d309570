import { sharedModule } from '../shared-module.js'
import type { CellKind } from '../worker-cell.js'
import { findPythonVendor } from './python-vendor.js'

export const PYTHON_CELL: CellKind = {
  entry: new URL('./python-worker.js', import.meta.url),
  singleUse: true,
  resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16, stackSizeMb: 8 },
  interpreter: sharedModule(() => findPythonVendor().wasm),
}
