import type { JsonValue } from '@weft/domain/kernel'
import { renderLog, type Segment } from '@weft/domain/workflow'

/** The value as records show it: secrets masked, everything else as it is. */
export function recordValue(segment: Segment): JsonValue {
  return segment.type === 'secret' ? renderLog(segment) : segment.value
}
