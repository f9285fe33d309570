import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { inferSegmentType, type Segment, type SegmentType } from '@weft/domain/workflow'

export type TypedOutputs = {
  readonly outputs: JsonObject
  readonly outputTypes: { readonly [name: string]: SegmentType }
}

/** Outputs that keep the types their variables have, where the JSON value alone does not tell. */
export function segmentOutputs(segments: Iterable<readonly [string, Segment]>): TypedOutputs {
  const outputs: [string, JsonValue][] = []
  const types: [string, SegmentType][] = []
  for (const [name, { type, value }] of segments) {
    outputs.push([name, value])
    if (type !== inferSegmentType(value)) types.push([name, type])
  }
  return { outputs: Object.fromEntries(outputs), outputTypes: Object.fromEntries(types) }
}
