import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../../kernel/index.js'
import { FILE_TYPES } from './file-type.js'
import { createFileValue, type FileValue } from './file-value.js'
import type { Segment, SegmentType } from './segment.js'
import { toSegment } from './to-segment.js'

/** Any JSON value, nested a few levels, with awkward keys and texts among them. */
export function anyJsonValue(): fc.Arbitrary<JsonValue> {
  return fc.jsonValue({ maxDepth: 3 }).map((value) => value as JsonValue)
}

export function anyJsonObject(): fc.Arbitrary<JsonObject> {
  return fc.dictionary(fc.string({ maxLength: 12 }), anyJsonValue(), {
    maxKeys: 5,
    noNullPrototype: true,
  })
}

export function anyFileValue(): fc.Arbitrary<FileValue> {
  return fc
    .record({
      type: fc.constantFrom(...FILE_TYPES),
      remoteUrl: fc.webUrl(),
      filename: fc.string({ maxLength: 20 }),
      size: fc.nat(),
    })
    .map((file) => createFileValue({ ...file, transferMethod: 'remote_url' }))
}

/** A segment of any type but `number`, which is only ever declared. */
export function anySegment(): fc.Arbitrary<Segment> {
  return fc.oneof(
    anyJsonValue().map((value) => toSegment(value)),
    typed('secret', fc.string()),
    typed('float', fc.double({ noNaN: true, noDefaultInfinity: true })),
    typed('array[string]', fc.array(fc.string(), { maxLength: 4 })),
    typed('array[number]', fc.array(fc.integer(), { maxLength: 4 })),
    typed('array[boolean]', fc.array(fc.boolean(), { maxLength: 4 })),
    typed('array[object]', fc.array(anyJsonObject(), { maxLength: 3 })),
    typed('file', anyFileValue()),
    typed('array[file]', fc.array(anyFileValue(), { maxLength: 3 })),
  )
}

function typed(type: SegmentType, values: fc.Arbitrary<JsonValue>): fc.Arbitrary<Segment> {
  return values.map((value) => ({ type, value }))
}
