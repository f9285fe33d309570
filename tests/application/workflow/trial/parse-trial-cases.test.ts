import {
  InvalidMocks,
  InvalidTrialCase,
  parseTrialCases,
  titleOf,
} from '@weft/application/workflow'
import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'

const parse = (trial: JsonObject) =>
  parseTrialCases([{ fixture: 'app.yml', case: 'greets', expect: {}, ...trial }])

describe('parseTrialCases', () => {
  it('reads what is given and takes defaults for the rest', () => {
    const [trial] = parse({ query: 'hello', covers: 'greetings', basis: 'own' })
    expect(trial).toMatchObject({
      kind: 'run',
      environment: {},
      conversation: {},
      patches: [],
      mocks: {},
      files: [],
      routes: [],
      turns: [{ query: 'hello', inputs: {}, attachments: [] }],
    })
    expect(trial && titleOf(trial)).toBe('app.yml: greets')
  })

  it('lets a turn fall back on what the case says for all of them', () => {
    const [trial] = parse({
      inputs: { topic: 'tea' },
      turns: [
        { query: 'one', expect: {} },
        { query: 'two', inputs: { topic: 'rain' }, expect: {} },
      ],
    })
    expect(
      trial?.kind === 'run' && trial.turns.map(({ query, inputs }) => [query, inputs]),
    ).toEqual([
      ['one', { topic: 'tea' }],
      ['two', { topic: 'rain' }],
    ])
  })

  it('completes files and responses by what their names and bodies tell', () => {
    const [trial] = parse({
      files: [{ name: 'note.md', content: 'hi' }],
      test_server: {
        routes: [
          {
            method: 'GET',
            path: '/a',
            responses: [{ json: { a: 1 } }, { status: 500, text: 'no' }],
          },
        ],
      },
    })
    expect(trial).toMatchObject({
      files: [{ name: 'note.md', extension: '.md', mimeType: 'text/plain', type: 'document' }],
      routes: [
        {
          method: 'GET',
          path: '/a',
          responses: [
            { status: 200, body: '{"a":1}', headers: { 'content-type': 'application/json' } },
            { status: 500, body: 'no' },
          ],
        },
      ],
    })
  })

  const wrong: readonly (readonly [string, JsonObject, string])[] = [
    ['a field nobody knows', { quary: 'x' }, 'has "quary", which is not known here'],
    ['an expectation nobody knows', { expect: { statuss: 'x' } }, 'expect has "statuss"'],
    ['a status there is not', { expect: { status: 'done' } }, 'expect.status must be one of'],
    [
      'an assertion there is not',
      { expect: { event_assertions: [{ assert: 'x' }] } },
      '[0].assert must be',
    ],
    [
      'a field of an assertion nobody knows',
      { expect: { event_assertions: [{ assert: 'none', event: 'chunk', nodee: 'a' }] } },
      'has "nodee"',
    ],
    [
      'an event there is not',
      { expect: { event_assertions: [{ assert: 'none', event: 'x' }] } },
      'event must be one of',
    ],
    [
      'a count without a number',
      { expect: { event_assertions: [{ assert: 'count', event: 'chunk' }] } },
      'must have equals',
    ],
    ['a mock field nobody knows', { mocks: { llm: { txt: 'x' } } }, 'mocks.llm has "txt"'],
    [
      'a patch field nobody knows',
      { patch: [{ node: 'a', unset: ['x'] }] },
      'patch[0] has "unset"',
    ],
    ['a turn field nobody knows', { turns: [{ expect: {}, mocks: {} }] }, 'turns[0] has "mocks"'],
    ['a turn without expectations', { turns: [{ query: 'x' }] }, 'turns[0] has no expect'],
    [
      'a route field nobody knows',
      { test_server: { routes: [{ path: '/', responses: [{}], verb: 'GET' }] } },
      'has "verb"',
    ],
    ['a file that is not there', { inputs: { a: { $file: 'x.txt' } } }, 'names the file "x.txt"'],
    [
      'a document in another folder',
      { fixture: '../app.yml' },
      'must be the name of a file beside',
    ],
    ['a kind there is not', { kind: 'deploy' }, 'kind must be one of'],
    ['run fields of an import', { kind: 'import', query: 'x' }, 'has "query"'],
  ]

  it.each(wrong)('refuses %s and names the place', (_, trial, message) => {
    expect(() => parse(trial)).toThrow(InvalidTrialCase)
    expect(() => parse(trial)).toThrow(message)
    expect(() => parse(trial)).toThrow(/^case 1 \(/)
  })

  it.each<readonly [string, JsonValue]>([
    ['a map', {}],
    ['a case that is no map', ['x']],
    ['two cases of one name', [1, 2].map(() => ({ fixture: 'a.yml', case: 'x', expect: {} }))],
  ])('refuses a file that is %s', (_, content) => {
    expect(() => parseTrialCases(content)).toThrow(InvalidTrialCase)
  })

  it('refuses mocks that cannot be read', () => {
    expect(() => parse({ mocks: { llm: { delay_ms: 1 } } })).toThrow(InvalidMocks)
  })
})
