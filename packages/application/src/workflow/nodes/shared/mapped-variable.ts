import type { JsonObject } from '@weft/domain/kernel'
import type { NodeData, Segment, Selector, VariableReader } from '@weft/domain/workflow'
import { recordValue } from './record-value.js'

/** A name inside a node (a template variable, an argument of `main`) and the variable it stands for. */
export type MappedVariable = {
  readonly name: string
  /** Absent when the author has chosen none yet. */
  readonly selector: Selector | undefined
}

/** Variables under their names; null for those that are missing. */
export type MappedValues = {
  readonly values: JsonObject
  /** The same for the record: secrets masked. */
  readonly record: JsonObject
}

/**
 * Reads a list of `{variable, value_selector}`.
 *
 * @throws InvalidNodeData naming the field that cannot be read.
 */
export function parseMappedVariables(
  data: NodeData,
  field = 'variables',
): readonly MappedVariable[] {
  return data.maps(field).map((item) => ({
    name: item.text('variable'),
    selector: item.optionalSelector('value_selector'),
  }))
}

/** @param keeps which variables count; one that does not is as if it were missing. Default: all. */
export function readMappedVariables(
  mapped: readonly MappedVariable[],
  variables: VariableReader,
  keeps: (segment: Segment) => boolean = () => true,
): MappedValues {
  const read = mapped.map(({ name, selector }) => {
    const segment = selector && variables.get(selector)
    return { name, segment: segment && keeps(segment) ? segment : undefined }
  })
  return {
    values: Object.fromEntries(read.map(({ name, segment }) => [name, segment?.value ?? null])),
    record: Object.fromEntries(
      read.map(({ name, segment }) => [name, segment ? recordValue(segment) : null]),
    ),
  }
}
