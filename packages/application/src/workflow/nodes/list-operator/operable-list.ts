import type { JsonValue } from '@weft/domain/kernel'
import { isFileValue, type FileValue, type Segment, type SegmentType } from '@weft/domain/workflow'

/** A list whose elements all are of one kind. */
export type OperableList =
  | { readonly kind: 'string'; readonly items: readonly string[] }
  | { readonly kind: 'number'; readonly items: readonly number[] }
  | { readonly kind: 'boolean'; readonly items: readonly boolean[] }
  | { readonly kind: 'file'; readonly items: readonly FileValue[] }

export type ItemKind = OperableList['kind']

/** The list a variable holds; nothing when it is no list of texts, numbers, truth values or files. */
export function toOperableList({ type, value }: Segment): OperableList | undefined {
  if (!Array.isArray(value)) return undefined
  const items: readonly JsonValue[] = value
  switch (type) {
    case 'array[string]':
      return { kind: 'string', items: items.filter((item) => typeof item === 'string') }
    case 'array[number]':
      return { kind: 'number', items: items.filter((item) => typeof item === 'number') }
    case 'array[boolean]':
      return { kind: 'boolean', items: items.filter((item) => typeof item === 'boolean') }
    case 'array[file]':
      return { kind: 'file', items: items.filter(isFileValue) }
    default:
      return undefined
  }
}

export function listType(kind: ItemKind): SegmentType {
  return `array[${kind}]`
}
