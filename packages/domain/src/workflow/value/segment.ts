import type { JsonValue } from '../../kernel/index.js'

/** Every type a variable can have. A `number` is declared, an `integer` or a `float` is stored. */
export const SEGMENT_TYPES = [
  'none',
  'boolean',
  'integer',
  'float',
  'number',
  'string',
  'secret',
  'object',
  'file',
  'array[any]',
  'array[string]',
  'array[number]',
  'array[object]',
  'array[boolean]',
  'array[file]',
] as const
export type SegmentType = (typeof SEGMENT_TYPES)[number]

/**
 * A typed value in the variable pool. Values are plain JSON; a file is the map that marks itself with
 * `dify_model_identity`. The type matters where JSON does not tell: `3` as `integer` renders `3`, as `float` `3.0`;
 * an empty list has an element type; a `secret` is masked in records.
 */
export type Segment = {
  readonly type: SegmentType
  readonly value: JsonValue
}
