import { ReasoningSplitter, type ReasoningPiece } from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const anyReply = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<think>',
        '</think>',
        '<think a="b">',
        '<',
        '</',
        '<thi',
        'nk>',
        '>',
        ' ',
        '\n',
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''))

function split(chunks: readonly string[]): Record<ReasoningPiece['type'], string> {
  const splitter = new ReasoningSplitter()
  const texts = { text: '', reasoning: '' }
  for (const piece of [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()])
    texts[piece.type] += piece.text
  return texts
}

function cut(text: string, places: readonly number[]): readonly string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b)
  return [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end))
}

describe('ReasoningSplitter', () => {
  it('gives the same texts however the reply is cut into chunks', () => {
    fc.assert(
      fc.property(anyReply, fc.array(fc.nat(200), { maxLength: 8 }), (reply, places) => {
        const chunks = cut(reply, places)
        expect(chunks.join('')).toBe(reply)
        expect(split(chunks)).toEqual(split([reply]))
      }),
    )
  })

  it('loses nothing but tags and leading white space', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z ]{0,8}$/), { maxLength: 8 }), (parts) => {
        const reply = parts.map((part, index) => (index % 2 ? `<think>${part}</think>` : part))
        const { text, reasoning } = split(reply.join('').split(''))
        const every = (rest: number) => parts.filter((_, index) => index % 2 === rest).join('')
        expect(text).toBe(every(0).trimStart())
        expect(reasoning).toBe(every(1))
      }),
    )
  })

  it('passes text without a tag through, chunk by chunk', () => {
    fc.assert(
      fc.property(fc.array(fc.string().map((text) => text.replaceAll('<', ''))), (chunks) => {
        expect(split(chunks)).toEqual({ text: chunks.join('').trimStart(), reasoning: '' })
      }),
    )
  })
})
