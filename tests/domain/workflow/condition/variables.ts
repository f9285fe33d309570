import type { JsonValue } from '@weft/domain/kernel'
import type { Segment, SegmentType, VariableReader } from '@weft/domain/workflow'

/** Variables under two-part names: `{ 'node.name': segment }`. */
export function variablesOf(segments: { readonly [name: string]: Segment }): VariableReader {
  return {
    get: (selector) => {
      const name = selector.join('.')
      return Object.hasOwn(segments, name) ? segments[name] : undefined
    },
  }
}

export function segment(type: SegmentType, value: JsonValue): Segment {
  return { type, value }
}
