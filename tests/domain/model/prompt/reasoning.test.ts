import { ReasoningSplitter, splitReasoning, type ReasoningPiece } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'

function stream(...chunks: string[]): readonly ReasoningPiece[] {
  const splitter = new ReasoningSplitter()
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()]
}

const joined = (pieces: readonly ReasoningPiece[], type: ReasoningPiece['type']) =>
  pieces
    .filter((piece) => piece.type === type)
    .map((piece) => piece.text)
    .join('')

describe('ReasoningSplitter', () => {
  it('finds tags that are cut by chunks (H67)', () => {
    expect(stream('<thi', 'nk>p</thi', 'nk>ans')).toEqual([
      { type: 'reasoning', text: 'p' },
      { type: 'text', text: 'ans' },
    ])
  })

  it('hands on what cannot become a tag at once', () => {
    const splitter = new ReasoningSplitter()
    expect(splitter.push('a < b <tho')).toEqual([{ type: 'text', text: 'a < b <tho' }])
    expect(splitter.push('c <th')).toEqual([{ type: 'text', text: 'c ' }])
    expect(splitter.push('e end')).toEqual([{ type: 'text', text: '<the end' }])
  })

  it.each([
    ['<THINK>p</Think>a', 'p', 'a'],
    ['<think id="1" kind=\'x\'>p</think>a', 'p', 'a'],
    ['<think>p<think>q</think>a', 'p<think>q', 'a'],
    ['<think>p', 'p', ''],
    ['a<think>p</think>b<think>q</think>c', 'pq', 'abc'],
    ['  \n a', '', 'a'],
    ['\n<think>p</think>\n\n a ', 'p', 'a '],
    ['a</think>b', '', 'a</think>b'],
    ['<thinking>a</thinking>', '', '<thinking>a</thinking>'],
    ['<think<b>>a', '', '<think<b>>a'],
    ['<think', '', '<think'],
    [`<think ${'x'.repeat(513)}>a`, '', `<think ${'x'.repeat(513)}>a`],
    [`<think ${'x'.repeat(512)}>a`, 'a', ''],
  ])('reads %j as the thought %j and the text %j', (reply, reasoning, text) => {
    const pieces = stream(reply)
    expect([joined(pieces, 'reasoning'), joined(pieces, 'text')]).toEqual([reasoning, text])
  })
})

describe('splitReasoning', () => {
  it('trims the answer and the thoughts, and closes the gaps blocks leave', () => {
    const reply = ' <think> p </think>\n\na\n<think></think>\n \nb<think>\nq\n</think> '
    expect(splitReasoning(reply)).toEqual({ text: 'a\n\nb', reasoning: 'p\nq' })
  })

  it('takes a block that is never closed as a thought', () => {
    expect(splitReasoning('a <think>p')).toEqual({ text: 'a', reasoning: 'p' })
  })

  it('leaves a reply without thoughts alone', () => {
    expect(splitReasoning('a < b')).toEqual({ text: 'a < b', reasoning: '' })
  })
})
