import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import { pythonString } from '../value/python-text.js'
import type { Segment, SegmentType } from '../value/segment.js'
import { toSegment } from '../value/to-segment.js'
import { TypeMismatch } from '../value/value-error.js'
import type { DeclaredVariable } from './declared-variable.js'
import { DslInvalid, type DslProblem } from './dsl-invalid.js'

/** Most bytes the value of a declared variable may have. */
export const MAX_VARIABLE_BYTES = 200 * 1024

export type VariableScope = 'env' | 'conversation'

/**
 * Reads `environment_variables` or `conversation_variables`. No list is no variables.
 *
 * @throws DslInvalid naming the entry in its details.
 */
export function readVariables(raw: unknown, scope: VariableScope): readonly DeclaredVariable[] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw))
    throw new DslInvalid('runtime_variables.invalid', `${SECTIONS[scope]} must be a list`)
  return raw.map((item: unknown, index) => readVariable(item, { scope, index }))
}

type Place = { readonly scope: VariableScope; readonly index: number }

const SECTIONS = {
  env: 'environment_variables',
  conversation: 'conversation_variables',
} as const

function readVariable(raw: unknown, place: Place): DeclaredVariable {
  if (!isJsonObject(raw))
    throw problem(place, 'runtime_variables.invalid_item', `variable must be a map`)
  const { name, id, description } = raw
  if (typeof name !== 'string' || name === '')
    throw problem(place, 'runtime_variables.invalid_name', 'missing name')
  return {
    id: typeof id === 'string' ? id : '',
    name,
    description: typeof description === 'string' ? description : '',
    selector: [place.scope, name],
    segment: readSegment(raw, place),
  }
}

function readSegment(raw: JsonObject, place: Place): Segment {
  const { value_type: type, value } = raw
  const fail = (message: string) => problem(place, 'runtime_variables.invalid_item', message)
  if (type === undefined || type === null) throw fail('missing value type')
  if (value === undefined || value === null) throw fail('missing value')
  const declared = declaredType(type, place.scope)
  if (declared === undefined) throw fail(`not supported value type ${pythonString(type)}`)
  if (declared === 'number' && typeof value !== 'number')
    throw fail(`invalid number value ${pythonString(value)}`)
  const bytes = byteLength(value)
  if (bytes > MAX_VARIABLE_BYTES)
    throw fail(`variable size ${bytes} exceeds limit ${MAX_VARIABLE_BYTES}`)
  try {
    return toSegment(value, declared)
  } catch (error) {
    if (error instanceof TypeMismatch) throw fail(error.message)
    throw error
  }
}

const SHARED_TYPES: readonly SegmentType[] = ['string', 'number', 'integer', 'float']
const TYPES: { readonly [scope in VariableScope]: readonly SegmentType[] } = {
  env: [...SHARED_TYPES, 'secret'],
  conversation: [
    ...SHARED_TYPES,
    'boolean',
    'object',
    'array[string]',
    'array[number]',
    'array[object]',
    'array[boolean]',
  ],
}

function declaredType(raw: JsonValue, scope: VariableScope): SegmentType | undefined {
  return TYPES[scope].find((type) => type === raw)
}

/** UTF-8 bytes of a text, or of the JSON of anything else. */
function byteLength(value: JsonValue): number {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const isSurrogate = unit >= 0xd800 && unit <= 0xdfff
    if (unit >= 0x800 && !isSurrogate) bytes += 2
    else if (unit >= 0x80) bytes += 1
  }
  return bytes
}

function problem({ scope, index }: Place, code: DslProblem, message: string): DslInvalid {
  return new DslInvalid(code, message, { section: SECTIONS[scope], index })
}
