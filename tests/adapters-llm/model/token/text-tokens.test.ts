import { encodingOf, ModelTokenCounter, type TokenizerSource } from '@weft/adapters-llm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const o200k = new ModelTokenCounter({ name: 'gpt-4o' })
const cl100k = new ModelTokenCounter({ name: 'gpt-4' })

describe('tokens of a text', () => {
  // As tiktoken, the reference implementation, counts them.
  it.each([
    ['hello world', 2, 2],
    ['antidisestablishmentarianism', 6, 6],
    ['2 + 2 = 4', 7, 7],
    ['お誕生日おめでとう', 8, 9],
    ['tiktoken is great!', 6, 6],
    ['rer', 1, 1],
    ["'rer", 2, 2],
    ['today\n ', 3, 3],
    ['today\n \n', 2, 2],
    ['today\n  \n', 2, 2],
    ['我可以吞下玻璃而不伤身体\nThe quick brown fox jumps over the lazy dog', 20, 26],
    ['👍', 1, 3],
  ])('are those of the reference encodings: %j', async (text, inO200k, inCl100k) => {
    expect([await o200k.countTexts([text]), await cl100k.countTexts([text])]).toEqual([
      inO200k,
      inCl100k,
    ])
  })

  it('are none for an empty text', async () => {
    expect(await o200k.countTexts([''])).toBe(0)
    expect(await o200k.countTexts([])).toBe(0)
  })

  it('takes marks of control tokens for the text they are', async () => {
    expect(await o200k.countTexts(['<|endoftext|>'])).toBeGreaterThan(1)
    expect(await o200k.countTexts(['<|im_start|>'.repeat(1_000)])).toBeGreaterThan(1_000)
  })

  it('are at least one and at most its bytes, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        for (const counter of [o200k, cl100k]) {
          const tokens = await counter.countTexts([text])
          expect(tokens).toBeGreaterThanOrEqual(text === '' ? 0 : 1)
          expect(tokens).toBeLessThanOrEqual(new TextEncoder().encode(text).length)
        }
      }),
    )
  })

  it('grow by those of a further word', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyWord), anyWord, async (words, word) => {
        const text = ['A', ...words].join(' ')
        const both = await o200k.countTexts([`${text} ${word}`])
        expect(both).toBe((await o200k.countTexts([text])) + (await o200k.countTexts([` ${word}`])))
      }),
    )
  })

  it('are hardly more for two texts together than for each alone', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (a, b) => {
        const apart = (await o200k.countTexts([a])) + (await o200k.countTexts([b]))
        expect(await o200k.countTexts([a + b])).toBeLessThanOrEqual(apart + 3)
      }),
    )
  })
})

describe('a long text', () => {
  it('is counted in pieces that together come to the same', async () => {
    const words = fc.array(anyWord, { minLength: 1_500, maxLength: 3_000 })
    await fc.assert(
      fc.asyncProperty(words, async (parts) => {
        const text = parts.join(' ')
        const apart = parts.map((word, index) => (index === 0 ? word : ` ${word}`))
        expect(await o200k.countTexts([text])).toBe(await o200k.countTexts(apart))
      }),
      { numRuns: 20 },
    )
  })

  it.each([
    ['one letter', 'a'],
    ['ideographs', '汉'],
    ['emoji', '👍'],
    ['halves of characters', '\ud800'],
    ['capitals', 'AZ'],
    ['letters with marks', 'e\u0301\u0302'],
    ['spaces', ' '],
    ['blanks of two kinds', '\t '],
    ['line ends', '/\n'],
    ['rules', '-'],
    ['signs with marks', '!\u0301'],
    ['apostrophes with marks', "'\u0301"],
    ['digits', '7'],
    ['letters without sense', 'bxqzkjvw'],
  ])('is handed to the tokenizer piece by piece, no run too long: %s', async (_, unit) => {
    const text = unit.repeat(1_000_000 / unit.length)
    const { pieces, turns } = await workOf(text)
    expect(pieces.join('') === text).toBe(true)
    // The tokenizer's work on one word grows with the square of its length.
    const work = pieces.flatMap(wordsIn).reduce((sum, word) => sum + word.length ** 2, 0)
    expect(work).toBeLessThanOrEqual(text.length * 1_100)
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(9_000)
    expect(turns).toBeGreaterThan(text.length / 10_000)
  })

  it.each([
    ['a', 100_000, 12_500, 12_500],
    [' ', 5_000, 40, 40],
    ['\n', 5_000, 313, 157],
    ['-', 100_000, 1_562, 1_562],
    ['=-', 10_000, 1_250, 1_250],
    ['7', 100_000, 33_334, 33_334],
    ['汉', 10_000, 10_000, 20_000],
    ['👍', 10_000, 10_000, 30_000],
  ])(
    'of nothing but %j has the tokens of the reference',
    async (unit, times, inO200k, inCl100k) => {
      const text = unit.repeat(times)
      expect([await o200k.countTexts([text]), await cl100k.countTexts([text])]).toEqual([
        inO200k,
        inCl100k,
      ])
    },
  )
})

describe('the encoding of a model', () => {
  it.each([
    ['gpt-4o', 'o200k_base'],
    ['gpt-4o-mini-2024-07-18', 'o200k_base'],
    ['gpt-4.1-nano', 'o200k_base'],
    ['gpt-4.5-preview', 'o200k_base'],
    ['gpt-5', 'o200k_base'],
    ['o3-mini', 'o200k_base'],
    ['ft:gpt-4o:acme::1', 'o200k_base'],
    ['gpt-4', 'cl100k_base'],
    ['gpt-4-turbo-2024-04-09', 'cl100k_base'],
    ['gpt-3.5-turbo', 'cl100k_base'],
    ['gpt-35-turbo', 'cl100k_base'],
    ['openai/GPT-4', 'cl100k_base'],
    ['ft:gpt-3.5-turbo:acme::1', 'cl100k_base'],
    ['text-embedding-3-small', 'cl100k_base'],
    ['text-embedding-ada-002', 'cl100k_base'],
    ['claude-sonnet-4', 'o200k_base'],
    ['gemini-2.5-pro', 'o200k_base'],
    ['my-own-model', 'o200k_base'],
  ])('%s is counted in %s', (name, encoding) => {
    expect(encodingOf(name)).toBe(encoding)
  })

  it('is read when the first text is counted, not before', async () => {
    const asked: string[] = []
    const load: TokenizerSource = (encoding) => {
      asked.push(encoding)
      return Promise.resolve((text) => text.length)
    }
    const counter = new ModelTokenCounter({ name: 'gpt-4' }, load)
    expect(await counter.countPrompt([])).toBe(0)
    expect(await counter.countTexts([''])).toBe(0)
    expect(asked).toEqual([])
    expect(await counter.countTexts(['four'])).toBe(4)
    expect(asked).toEqual(['cl100k_base'])
  })
})

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom('a', 'Z', '汉', '👍', '\ud800', ' ', '\n', "'s", '7', '!', '\u0301', 'é'),
    )
    .map((parts) => parts.join('')),
)

const anyWord = fc.stringMatching(/^[A-Za-z0-9汉字äß.,;!?-]{0,11}[A-Za-z0-9汉字]$/)

/** What the tokenizer is given for a text, and how often others had their turn meanwhile. */
async function workOf(text: string) {
  const pieces: string[] = []
  let turns = 0
  let isCounting = true
  const nextTurn = () => {
    turns++
    if (isCounting) setImmediate(nextTurn)
  }
  setImmediate(nextTurn)
  const counter = new ModelTokenCounter({ name: 'any' }, () =>
    Promise.resolve((piece) => {
      pieces.push(piece)
      return 1
    }),
  )
  await counter.countTexts([text])
  isCounting = false
  return { pieces, turns }
}

/** What the encodings take for one word at most: cl100k and o200k both cut here, and in more places. */
function wordsIn(piece: string): readonly string[] {
  return piece.match(/[^\r\n\p{L}\p{N}]?[\p{L}\p{M}']+|\p{N}{1,3}|[^\p{L}\p{N}]+/gu) ?? []
}
