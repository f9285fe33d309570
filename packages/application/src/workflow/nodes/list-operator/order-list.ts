import { assertNever } from '@weft/domain/kernel'
import type { FileValue } from '@weft/domain/workflow'
import { fileKeyKind, fileSize, fileText } from './file-key.js'
import type { Order } from './list-operator-data.js'
import { ListOperatorError } from './list-operator-error.js'
import type { OperableList } from './operable-list.js'

type Compare<Value> = (one: Value, other: Value) => number

/**
 * The elements in order. Equal ones keep theirs, whichever way it goes.
 *
 * @throws ListOperatorError when files have no such attribute.
 */
export function orderList(list: OperableList, { key, isDescending }: Order): OperableList {
  switch (list.kind) {
    case 'string':
      return { ...list, items: sort(list.items, compareText, isDescending) }
    case 'number':
      return { ...list, items: sort(list.items, compareNumbers, isDescending) }
    case 'boolean':
      return {
        ...list,
        items: sort(list.items, (a, b) => Number(a) - Number(b), isDescending),
      }
    case 'file':
      return { ...list, items: sort(list.items, compareFiles(key), isDescending) }
    default:
      return assertNever(list)
  }
}

function sort<Value>(
  items: readonly Value[],
  compare: Compare<Value>,
  isDescending: boolean,
): readonly Value[] {
  return items.toSorted(isDescending ? (one, other) => compare(other, one) : compare)
}

function compareFiles(key: string): Compare<FileValue> {
  const kind = fileKeyKind(key)
  if (kind === undefined)
    throw new ListOperatorError(`Invalid order key: ${key}`, 'InvalidKeyError')
  if (kind === 'size') return (one, other) => fileSize(one) - fileSize(other)
  return (one, other) => compareText(fileText(one, key), fileText(other, key))
}

function compareNumbers(one: number, other: number): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** By code points: a UTF-16 comparison puts emoji before some letters. */
function compareText(one: string, other: string): number {
  const left = one[Symbol.iterator]()
  const right = other[Symbol.iterator]()
  for (;;) {
    const [a, b] = [left.next(), right.next()]
    if (a.done || b.done) return Number(b.done ?? false) - Number(a.done ?? false)
    if (a.value !== b.value) return (a.value.codePointAt(0) ?? 0) - (b.value.codePointAt(0) ?? 0)
  }
}
