import type { CellKind } from '../worker-cell.js'

export const GO_CELL: CellKind = {
  entry: new URL('./go-worker.js', import.meta.url),
  singleUse: false,
  resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 },
  interpreter: async () => undefined,
}
