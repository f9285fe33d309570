import { ReactParser, type ReactAction, type ReactPiece } from '@weft/domain/agent'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Texts that follow each other are one text: where they are cut means nothing. */
const joined = (pieces: readonly ReactPiece[]) =>
  pieces.reduce<ReactPiece[]>((all, piece) => {
    const last = all.at(-1)
    if (last?.type !== 'text' || piece.type !== 'text') return [...all, piece]
    return [...all.slice(0, -1), { type: 'text', text: last.text + piece.text }]
  }, [])

function parse(...chunks: readonly string[]): readonly ReactPiece[] {
  const parser = new ReactParser()
  return joined([...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()])
}

const text = (value: string): ReactPiece => ({ type: 'text', text: value })
const action = (name: string, input: ReactAction['input']): ReactPiece => ({
  type: 'action',
  action: { name, input },
})
const fence = (content: string) => `\`\`\`${content}\`\`\``

const SAMPLES: readonly [string, string, readonly ReactPiece[]][] = [
  [
    '73: a thought and an action',
    'Thought: I need time\nAction: {"action": "current_time", "action_input": {}}',
    [text(' I need time\n '), action('current_time', {})],
  ],
  [
    '75: an answer in a fence, and what follows it',
    `${fence('json\n{"action": "Final Answer", "action_input": "42"}\n')} bye`,
    [action('Final Answer', '42'), text(' bye')],
  ],
  ['76: other keys', '{"tool":"s","tool_input":{"a":1}}', [action('s', { a: 1 })]],
  [
    '76: several keys that may be the name',
    '{"action":"y","action_input":"z","thought":"t"}',
    [action('t', 'z')],
  ],
  [
    '77: a list of one',
    fence('\n[{"action":"c","action_input":{"q":1}}]\n'),
    [action('c', { q: 1 })],
  ],
  ['78: braces that are no JSON', '{not json} tail', [text('{not json} tail')]],
  [
    '78: an input that is none',
    '{"action":"a","action_input":5}',
    [text('{"action":"a","action_input":5}')],
  ],
  [
    '79: two actions on two lines',
    '{"action":"a","action_input":""}\n{"action":"b","action_input":""}',
    [action('a', ''), text('\n'), action('b', '')],
  ],
  [
    '79: two actions without anything between them',
    '{"action":"a","action_input":""}{"action":"b","action_input":""}',
    [action('a', ''), action('b', '')],
  ],
  ['80: the end of a word', 'reaction: x', [text('reaction: x')]],
  ['80: after a blank', 'so action: x', [text('so  x')]],
  ['80: in capitals, on a new line', 'a\nACTION:b', [text('a\nb')]],
  ['81: a fence that is not closed', '```json {"a"', [text('```json {"a"')]],
  ['a fence of something else', fence('js\nf()\n'), [text(fence('js\nf()\n'))]],
  ['single and double backticks', '`a` ``b``', [text('`a` ``b``')]],
  ['braces within texts', '{"action":"a","action_input":"}{"}', [action('a', '}{')]],
  ['quotes within texts', '{"action":"a","action_input":"\\"}"}', [action('a', '"}')]],
  ['line breaks within texts', '{"action":"a","action_input":"x\ny"}', [action('a', 'x\ny')]],
  ['a brace too many', 'a } b', [text('a } b')]],
  ['a brace too few', 'a { b', [text('a { b')]],
  ['the beginning of a keyword at the end', 'I t', [text('I t')]],
  [
    'a list of two',
    fence('[{"action":"a","action_input":""},1]'),
    [text(fence('[{"action":"a","action_input":""},1]'))],
  ],
]

describe('ReactParser', () => {
  it.each(SAMPLES)('reads %s', (_, whole, pieces) => {
    expect(parse(whole)).toEqual(pieces)
  })

  it.each(SAMPLES)('reads it the same character by character (74): %s', (_, whole, pieces) => {
    expect(parse(...Array.from(whole))).toEqual(pieces)
  })

  it('does not care how a text is cut (74, property)', () => {
    const part = fc.constantFrom(
      '{',
      '}',
      '"',
      '`',
      '```',
      'action:',
      'Thought: ',
      '\n',
      ' ',
      'a',
      '\\',
    )
    const sample = fc.constantFrom(...SAMPLES.map(([, whole]) => whole))
    const whole = fc.array(fc.oneof(part, sample), { maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(whole, fc.array(fc.nat(200), { maxLength: 10 }), (said, cuts) => {
        const places = [0, ...cuts.map((cut) => cut % (said.length + 1)), said.length].sort(
          (a, b) => a - b,
        )
        const chunks = places.map((place, index) => said.slice(place, places[index + 1]))
        expect(parse(...chunks)).toEqual(parse(said))
      }),
      { numRuns: 500 },
    )
  })

  it('loses nothing of a text without keywords and actions (property)', () => {
    const part = fc.constantFrom('{', '}', '"', '`', '\n', ' ', 'b', '[', 'x:1')
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('')),
        (said) => {
          expect(parse(said)).toEqual(said === '' ? [] : [text(said)])
        },
      ),
      { numRuns: 500 },
    )
  })
})
