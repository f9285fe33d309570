import {
  SEGMENT_TYPES,
  type NodeFailure,
  type NodeSuccess,
  type Segment,
  type SegmentType,
  type VariableUpdate,
} from '@weft/domain/workflow'
import { storedWord, type StoredFields } from '../kernel/stored-fields.js'
import { fromStoredUsage } from '../kernel/stored-usage.js'

export const readNodeSuccess = (fields: StoredFields): NodeSuccess => ({
  type: fields.word('type', ['succeeded']),
  outputs: fields.object('outputs'),
  ...readRecord(fields),
  ...(fields.has('outputTypes') && { outputTypes: readTypes(fields) }),
  ...(fields.has('handle') && { handle: fields.text('handle') }),
  ...(fields.has('updates') && { updates: fields.children('updates').map(readUpdate) }),
})

export const readNodeFailure = (fields: StoredFields): NodeFailure => ({
  type: fields.word('type', ['failed']),
  error: fields.text('error'),
  errorType: fields.text('errorType'),
  ...readRecord(fields),
  ...(fields.has('outputs') && { outputs: fields.object('outputs') }),
})

export const readSegment = (fields: StoredFields): Segment => ({
  type: fields.word('type', SEGMENT_TYPES),
  value: fields.json('value'),
})

const readRecord = (fields: StoredFields) => ({
  ...(fields.has('inputs') && { inputs: fields.object('inputs') }),
  ...(fields.has('processData') && { processData: fields.object('processData') }),
  ...(fields.has('metadata') && { metadata: fields.object('metadata') }),
  ...(fields.has('usage') && { usage: fromStoredUsage(fields.child('usage')) }),
})

function readTypes(fields: StoredFields): { readonly [name: string]: SegmentType } {
  const types = Object.entries(fields.object('outputTypes'))
  // `fromEntries` defines properties, so a name such as `__proto__` stays a name.
  return Object.fromEntries(
    types.map(([name, type]) => [name, storedWord(type, SEGMENT_TYPES, `outputTypes.${name}`)]),
  )
}

const readUpdate = (fields: StoredFields): VariableUpdate => ({
  selector: fields.texts('selector'),
  segment: readSegment(fields.child('segment')),
})
