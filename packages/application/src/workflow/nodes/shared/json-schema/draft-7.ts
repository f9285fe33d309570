import type { JsonObject } from '@weft/domain/kernel'

const schema = { $ref: '#' }
const schemas = { type: 'array', minItems: 1, items: schema }
const namedSchemas = { type: 'object', additionalProperties: schema }
const count = { type: 'integer', minimum: 0 }
const number = { type: 'number' }
const text = { type: 'string' }
const texts = { type: 'array', items: text, uniqueItems: true }
const types = {
  enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'],
}

/** What a JSON Schema of draft 7 may say, as a JSON Schema. */
export const DRAFT_7: JsonObject = {
  type: ['object', 'boolean'],
  properties: {
    $id: text,
    $schema: text,
    $ref: text,
    $comment: text,
    title: text,
    description: text,
    readOnly: { type: 'boolean' },
    multipleOf: { type: 'number', exclusiveMinimum: 0 },
    maximum: number,
    exclusiveMaximum: number,
    minimum: number,
    exclusiveMinimum: number,
    maxLength: count,
    minLength: count,
    pattern: text,
    additionalItems: schema,
    items: { anyOf: [schema, schemas] },
    maxItems: count,
    minItems: count,
    uniqueItems: { type: 'boolean' },
    contains: schema,
    maxProperties: count,
    minProperties: count,
    required: texts,
    additionalProperties: schema,
    definitions: namedSchemas,
    properties: namedSchemas,
    patternProperties: namedSchemas,
    dependencies: { type: 'object', additionalProperties: { anyOf: [schema, texts] } },
    propertyNames: schema,
    enum: { type: 'array' },
    type: { anyOf: [types, { type: 'array', items: types, minItems: 1, uniqueItems: true }] },
    format: text,
    contentMediaType: text,
    contentEncoding: text,
    if: schema,
    then: schema,
    else: schema,
    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
    not: schema,
  },
}
