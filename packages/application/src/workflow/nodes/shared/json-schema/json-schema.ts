import { Validator } from '@cfworker/json-schema'
import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { withoutTextPatterns } from './checkable-schema.js'
import { DRAFT_7 } from './draft-7.js'

export type SchemaProblem = {
  /** Where, from the root `$`: `$.items[0].name`. */
  readonly path: string
  readonly message: string
}

export type SchemaReading =
  | { readonly type: 'valid'; readonly schema: JsonSchema }
  | { readonly type: 'invalid'; readonly problem: SchemaProblem }

/**
 * A JSON Schema (draft 7) to check values with. `format`, `pattern` and `patternProperties` only describe and are not
 * checked: their regular expressions come from outside, and one of them can keep a process busy for hours.
 */
export class JsonSchema {
  private constructor(private readonly validator: Validator) {}

  /** Reads a schema, or says what is wrong with it. */
  static of(schema: JsonObject): SchemaReading {
    const problem = findProblem(META_SCHEMA, schema)
    if (problem) return { type: 'invalid', problem }
    try {
      return { type: 'valid', schema: new JsonSchema(toValidator(withoutTextPatterns(schema))) }
    } catch (error) {
      return { type: 'invalid', problem: { path: '$', message: describe(error) } }
    }
  }

  /** The innermost way the value breaks the schema; nothing when it keeps it. */
  findViolation(value: JsonValue): SchemaProblem | undefined {
    return findProblem(this.validator, value)
  }
}

const META_SCHEMA = toValidator(DRAFT_7)

/** The library writes marks into the schema it is given, so it gets a copy. */
function toValidator(schema: JsonValue): Validator {
  return new Validator(structuredClone(schema) as JsonObject, '7', true)
}

function findProblem(validator: Validator, value: JsonValue): SchemaProblem | undefined {
  try {
    const innermost = validator.validate(value).errors.at(-1)
    return innermost && { path: toPath(innermost.instanceLocation), message: innermost.error }
  } catch (error) {
    // A schema that refers to itself without end, or to one that is not there.
    return { path: '$', message: describe(error) }
  }
}

/** `#/items/0/name` → `$.items[0].name` */
function toPath(location: string): string {
  return location
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), '$')
}

function describe(error: unknown): string {
  return error instanceof RangeError
    ? 'The schema refers to itself without end.'
    : `The schema cannot be used: ${error instanceof Error ? error.message : String(error)}`
}
