import { describe, expect, it } from 'vitest'
import { bind, kindOf, run, segmentOf, text } from './node-harness.js'

const kind = kindOf('start')

describe('start', () => {
  it('gives on the inputs of its variables and the system variables that are there', async () => {
    const outcome = await run(
      kind,
      { variables: [{ variable: 'name', type: 'text-input' }, { variable: 'absent' }] },
      {
        'n.name': text('Ada'),
        'sys.query': text('hi'),
        'sys.files': { type: 'array[file]', value: [] },
        'env.KEY': { type: 'secret', value: 'sk-1' },
      },
    )
    expect(outcome).toEqual({
      type: 'succeeded',
      inputs: { name: 'Ada' },
      outputs: { name: 'Ada', 'sys.query': 'hi', 'sys.files': [] },
      outputTypes: { 'sys.files': 'array[file]' },
    })
  })

  it('reads a document without variables', async () => {
    expect(await run(kind, {})).toMatchObject({ outputs: {} })
  })

  describe('with a JSON variable', () => {
    const variable = (json_schema: string | object | null, required = false) => ({
      variables: [
        { variable: 'order', type: 'json_object', required, json_schema: json_schema as never },
      ],
    })
    const schema = {
      type: 'object',
      properties: { count: { type: 'integer' } },
      required: ['count'],
    }

    it.each([
      ['a map', schema],
      ['JSON text', JSON.stringify(schema)],
    ])('checks the value against a schema given as %s', async (_, given) => {
      const data = variable(given)
      expect(await run(kind, data, { 'n.order': segmentOf({ count: 1 }) })).toMatchObject({
        type: 'succeeded',
      })
      expect(await run(kind, data, { 'n.order': segmentOf({ count: 'x' }) })).toMatchObject({
        type: 'failed',
        error:
          'JSON object for \'order\' does not match schema: Instance type "string" is invalid. Expected "integer".',
      })
    })

    it('wants a map, and a value where one is required', async () => {
      expect(await run(kind, variable(''), { 'n.order': text('{}') })).toMatchObject({
        error: "JSON object for 'order' must be an object",
      })
      expect(await run(kind, variable(null, true))).toMatchObject({
        error: 'order is required in input form',
      })
      expect(await run(kind, variable(schema))).toMatchObject({ type: 'succeeded' })
    })

    it.each([
      ['{', /variables\[0\]\.json_schema is not valid JSON: /],
      ['[]', 'variables[0].json_schema must be a JSON object'],
      [{ type: 'text' }, /variables\[0\]\.json_schema is not a JSON Schema: /],
    ])('refuses the schema %j when the graph is built', (given, message) => {
      expect(() => bind(kind, variable(given))).toThrow(message)
    })
  })
})
