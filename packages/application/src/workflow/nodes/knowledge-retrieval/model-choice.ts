import type { JsonObject } from '@weft/domain/kernel'
import type { ModelRef } from '@weft/domain/model'
import type { NodeData } from '@weft/domain/workflow'

/** A model and how it is to be called. */
export function parseModel(data: NodeData | undefined): {
  readonly model: ModelRef
  readonly parameters: JsonObject
} {
  return {
    model: { provider: data?.text('provider', '') ?? '', name: data?.text('name', '') ?? '' },
    parameters: data?.child('completion_params')?.content ?? {},
  }
}
