import { DEFAULT_NODE_LIMITS, type NodeLimits } from '@weft/application/workflow'
import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { createFileValue, type CodeRunOutcome, type NodeOutcome } from '@weft/domain/workflow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bind, kindOf, run, ScriptedCodeRunner, segmentOf } from './node-harness.js'

function completed(output: JsonValue, floats: readonly string[] = []): CodeRunOutcome {
  return { type: 'completed', output, floats, elapsedMs: 1, stdout: '', stderr: '' }
}

function runCode(
  outcome: CodeRunOutcome,
  outputs: JsonObject,
  limits: NodeLimits = DEFAULT_NODE_LIMITS,
): Promise<NodeOutcome> {
  const kind = kindOf('code', { services: { code: new ScriptedCodeRunner(outcome) }, limits })
  const data = { code_language: 'python3', code: 'def main(): ...', variables: [], outputs }
  return run(kind, data)
}

const output = (type: string, children: JsonObject | null = null) => ({ type, children })

describe('code', () => {
  it.each(['python3', 'javascript', 'typescript', 'go'])(
    'runs %s with its variables as arguments',
    async (code_language) => {
      const code = new ScriptedCodeRunner(completed({ out: 42 }))
      const outcome = await run(
        kindOf('code', { services: { code } }),
        {
          code_language,
          code: 'the code',
          dependencies: null,
          variables: [
            { variable: 'n', value_selector: ['a', 'n'], value_type: 'number' },
            { variable: 'gone', value_selector: ['a', 'gone'] },
            { variable: 'files', value_selector: ['sys', 'files'] },
          ],
          outputs: { out: output('number') },
        },
        { 'a.n': segmentOf(41), 'sys.files': { type: 'array[file]', value: [] } },
      )
      const inputs = { n: 41, gone: null, files: null }
      expect(code.requests).toMatchObject([{ language: code_language, code: 'the code', inputs }])
      expect(outcome).toEqual({
        type: 'succeeded',
        inputs,
        outputs: { out: 42 },
        outputTypes: {},
      })
    },
  )

  it('gives files to the code as maps', async () => {
    const code = new ScriptedCodeRunner(completed({}))
    const file = createFileValue({ type: 'document', transferMethod: 'local_file', reference: 'r' })
    const variables = [{ variable: 'files', value_selector: ['sys', 'files'] }]
    const data = { code_language: 'python3', code: '', variables, outputs: {} }
    await run(kindOf('code', { services: { code } }), data, { 'sys.files': segmentOf([file]) })
    expect(code.requests[0]?.inputs).toEqual({ files: [file] })
  })

  it('gives secrets to the code and masks them in the record', async () => {
    const code = new ScriptedCodeRunner(completed({}))
    const variables = [{ variable: 'key', value_selector: ['env', 'KEY'] }]
    const data = { code_language: 'python3', code: '', variables, outputs: {} }
    const secret = { type: 'secret', value: 'sk-abcdefghijklmnop' } as const
    const outcome = await run(kindOf('code', { services: { code } }), data, { 'env.KEY': secret })
    expect(code.requests[0]?.inputs).toEqual({ key: 'sk-abcdefghijklmnop' })
    expect(outcome.inputs).toEqual({ key: 'sk-abc************op' })
  })

  it('keeps whole floats floats, and the declared type of empty lists', async () => {
    const outcome = await runCode(completed({ f: 3, i: 3, l: [] }, ['f']), {
      f: output('number'),
      i: output('number'),
      l: output('array[string]'),
    })
    expect(outcome).toMatchObject({
      outputs: { f: 3, i: 3, l: [] },
      outputTypes: { f: 'float', l: 'array[string]' },
    })
  })

  it('reads texts in scientific notation as floats, at any depth (H74)', async () => {
    const outcome = await runCode(completed({ n: '1e+5', m: { deep: ['-2.5E-3', '1e5'] } }), {
      n: output('number'),
      m: output('object', { deep: output('array[number]') }),
    })
    expect(outcome).toMatchObject({
      error: 'The element at index 1 of output variable `m.deep` must be a number.',
    })
    expect(await runCode(completed({ n: '1e+5' }), { n: output('number') })).toMatchObject({
      outputs: { n: 100000 },
      outputTypes: { n: 'float' },
    })
  })

  it.each<[CodeRunOutcome, string]>([
    [
      {
        type: 'failed',
        error: { type: 'ZeroDivisionError', message: 'division by zero', line: 2 },
        stdout: '',
        stderr: '',
      },
      'ZeroDivisionError: division by zero (line 2)',
    ],
    [
      {
        type: 'failed',
        error: { type: 'KeyError', message: '', line: undefined },
        stdout: '',
        stderr: '',
      },
      'KeyError',
    ],
    [{ type: 'timed-out', limitMs: 1500 }, 'The code did not end within 1.5 s.'],
    [
      { type: 'out-of-memory', limitBytes: 64 * 1024 * 1024 },
      'The code used more than 64 MiB of memory.',
    ],
    [
      { type: 'output-too-large', limitBytes: 1024 * 1024 },
      'The code returned or printed more than 1 MiB.',
    ],
    [{ type: 'crashed', message: 'boom' }, 'The interpreter ended unexpectedly: boom'],
    [
      { type: 'refused', reason: 'busy', message: 'the queue is full' },
      'Code execution service is unavailable: the queue is full',
    ],
    [
      { type: 'refused', reason: 'unsupported-language', message: 'go is not available here.' },
      'go is not available here.',
    ],
    [completed([1]), 'Result must be a dict, got list'],
    [completed(null), 'Result must be a dict, got NoneType'],
  ])('fails with CodeExecutionError when the run ends as %j', async (outcome, error) => {
    expect(await runCode(outcome, {})).toEqual({
      type: 'failed',
      error,
      errorType: 'CodeExecutionError',
      inputs: {},
    })
  })

  it('passes a rejection of the runner on: a stopped run is no failed node', async () => {
    const code = { run: () => Promise.reject(new Error('stopped')) }
    const data = { code_language: 'python3', code: '', outputs: {} }
    await expect(run(kindOf('code', { services: { code } }), data)).rejects.toThrow('stopped')
  })

  it('names the field it cannot read', () => {
    const data = { code_language: 'python3', code: '', variables: [] }
    const kind = kindOf('code')
    expect(() => bind(kind, { ...data, code_language: 'ruby' })).toThrow(
      'Node n: code_language must be one of python3, javascript, typescript, go, got "ruby".',
    )
    expect(() => bind(kind, { ...data, outputs: { o: { type: 'text' } } })).toThrow(
      /^Node n: outputs\.o\.type must be one of /,
    )
    expect(() => bind(kind, { ...data, outputs: { o: output('object', { c: 1 }) } })).toThrow(
      'Node n: outputs.o.children.c must be a map, got 1.',
    )
  })
})

describe('outputs of code (H74)', () => {
  const long = Array.from({ length: 31 }, () => 'x')
  const deep = (levels: number): JsonObject => (levels === 1 ? { v: 1 } : { v: deep(levels - 1) })

  it.each<[string, JsonObject, JsonObject, string, string]>([
    [
      'a missing output',
      {},
      { s: output('string') },
      'OutputValidationError',
      'Output s is missing.',
    ],
    [
      'an extra output',
      { s: 'x', t: 'y' },
      { s: output('string') },
      'CodeNodeError',
      'Not all output parameters are validated.',
    ],
    [
      'an extra key inside',
      { o: { a: 1, b: 2 } },
      { o: output('object', { a: output('number') }) },
      'CodeNodeError',
      'Not all output parameters are validated.',
    ],
    [
      'a missing key inside',
      { o: {} },
      { o: output('object', { a: output('number') }) },
      'OutputValidationError',
      'Output o.a is missing.',
    ],
    [
      'a number for a text',
      { s: 1 },
      { s: output('string') },
      'OutputValidationError',
      "Output s must be a string, got <class 'int'> instead.",
    ],
    [
      'a text for a number',
      { n: '1' },
      { n: output('number') },
      'OutputValidationError',
      "Output n is not a number, got <class 'str'> instead.",
    ],
    [
      'a number out of range',
      { n: 1e19 },
      { n: output('number') },
      'OutputValidationError',
      'Output variable `n` is out of range, it must be between -9223372036854775807 and 9223372036854775807.',
    ],
    [
      'a number with too many decimals',
      { n: 1.5e-21 },
      { n: output('number') },
      'OutputValidationError',
      'Output variable `n` has too high precision, it must be less than 20 digits.',
    ],
    [
      'a list for a map',
      { o: [] },
      { o: output('object') },
      'OutputValidationError',
      "Output o is not an object, got <class 'list'> instead.",
    ],
    [
      'a map for a list',
      { l: {} },
      { l: output('array[string]') },
      'OutputValidationError',
      "Output l is not an array, got <class 'dict'> instead.",
    ],
    [
      '31 texts',
      { l: long },
      { l: output('array[string]') },
      'OutputValidationError',
      'The length of output variable `l` must be less than 30 elements.',
    ],
    [
      '31 maps',
      { l: long.map(() => ({})) },
      { l: output('array[object]') },
      'OutputValidationError',
      'The length of output variable `l` must be less than 30 elements.',
    ],
    [
      '1001 numbers',
      { l: Array.from({ length: 1001 }, () => 1) },
      { l: output('array[number]') },
      'OutputValidationError',
      'The length of output variable `l` must be less than 1000 elements.',
    ],
    [
      'null among numbers',
      { l: [1, null] },
      { l: output('array[number]') },
      'OutputValidationError',
      'The element at index 1 of output variable `l` must be a number.',
    ],
    [
      'a number among texts',
      { l: ['a', 2.5] },
      { l: output('array[string]') },
      'OutputValidationError',
      "Output l[1] must be a string, got <class 'float'> instead.",
    ],
    [
      'a text among maps',
      { l: [{}, 'x'] },
      { l: output('array[object]') },
      'OutputValidationError',
      "Output l[1] is not an object, got <class 'str'> instead at index 1.",
    ],
    [
      'a text among booleans',
      { l: [true, 'x'] },
      { l: output('array[boolean]') },
      'OutputValidationError',
      "Output l[1] is not a boolean, got <class 'str'> instead.",
    ],
    [
      'a wrong value in a list of maps',
      { l: [{ a: 1 }, { a: 'x' }] },
      { l: output('array[object]', { a: output('number') }) },
      'OutputValidationError',
      "Output l[1].a is not a number, got <class 'str'> instead.",
    ],
    [
      'a mixed list where anything else may be',
      { o: { l: ['a', 1] } },
      { o: output('object') },
      'OutputValidationError',
      'Output o.l is not a valid array. make sure all elements are of the same type.',
    ],
    [
      'six levels',
      { o: deep(5) },
      { o: output('object') },
      'DepthLimitError',
      'Depth limit 5 reached, object too deep.',
    ],
  ])('are refused for %s', async (_, result, outputs, errorType, error) => {
    expect(await runCode(completed(result), outputs)).toMatchObject({
      type: 'failed',
      errorType,
      error,
    })
  })

  it('are refused for texts longer than the limit', async () => {
    const limits = {
      ...DEFAULT_NODE_LIMITS,
      code: { ...DEFAULT_NODE_LIMITS.code, maxTextLength: 3 },
    }
    const outputs = { s: output('string') }
    expect(await runCode(completed({ s: 'abc' }), outputs, limits)).toMatchObject({
      type: 'succeeded',
    })
    expect(await runCode(completed({ s: 'abcd' }), outputs, limits)).toMatchObject({
      error: 'The length of output variable `s` must be less than 3 characters',
    })
  })

  it.each<[string, JsonValue, JsonObject, JsonValue]>([
    ['null for every type', null, output('number'), null],
    ['any value as boolean', 'yes', output('boolean'), 'yes'],
    ['booleans as numbers', true, output('number'), 1],
    ['booleans in lists of numbers', [true, 2], output('array[number]'), [1, 2]],
    ['null in lists of texts', ['a', null], output('array[string]'), ['a', null]],
    ['null in lists of maps', [{ a: 1 }, null], output('array[object]'), [{ a: 1 }, null]],
    ['texts without NUL characters', 'a\u0000b', output('string'), 'ab'],
    ['five levels', deep(4), output('object'), deep(4)],
    ['lists that begin with null', { l: [null, 1, 'a'] }, output('object'), { l: [null, 1, 'a'] }],
    [
      'many booleans',
      Array.from({ length: 2000 }, () => true),
      output('array[boolean]'),
      Array.from({ length: 2000 }, () => true),
    ],
  ])('may be %s', async (_, value, declared, expected) => {
    expect(await runCode(completed({ v: value }), { v: declared })).toMatchObject({
      type: 'succeeded',
      outputs: { v: expected },
    })
  })

  it('are a declared output or a message, whatever the code returns (T-A10)', async () => {
    const types = ['string', 'number', 'object', 'boolean', 'array[string]', 'array[number]']
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom(...types), async (value, type) => {
        const outcome = await runCode(completed({ v: value as JsonValue }), { v: output(type) })
        if (outcome.type === 'succeeded') expect(Object.keys(outcome.outputs)).toEqual(['v'])
        else
          expect(outcome).toMatchObject({
            type: 'failed',
            error: expect.stringMatching(/./) as unknown,
          })
      }),
    )
  })

  it('never reach the prototype of other maps (T-H3)', async () => {
    const result = JSON.parse(
      '{"__proto__":{"polluted":1},"o":{"constructor":{"x":1}}}',
    ) as JsonObject
    const outputs = JSON.parse(
      '{"__proto__":{"type":"object","children":null},"o":{"type":"object","children":null}}',
    ) as JsonObject
    const outcome = await runCode(completed(result), outputs)
    expect(JSON.stringify(outcome)).toContain('"__proto__":{"polluted":1}')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('declared without a type are refused when the graph is built', () => {
    const data = { code_language: 'python3', code: '', outputs: { o: null } }
    expect(() => bind(kindOf('code'), data)).toThrow('Node n: outputs.o must declare a type.')
  })
})
