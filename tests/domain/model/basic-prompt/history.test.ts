import { historyMessages, historyText } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { countCharacters } from './material.js'

const rounds = [
  { query: 'aa', answer: 'bb' },
  { query: 'cc', answer: 'dd' },
]
const contents = (maxTokens: number) =>
  historyMessages(rounds, maxTokens, countCharacters).map(({ content }) => content)

describe('historyMessages', () => {
  it('keeps everything that fits', () => {
    expect(contents(8)).toEqual(['aa', 'bb', 'cc', 'dd'])
  })

  it('drops the oldest messages one by one', () => {
    expect(contents(7)).toEqual(['bb', 'cc', 'dd'])
    expect(contents(4)).toEqual(['cc', 'dd'])
  })

  it('keeps the newest message in any case', () => {
    expect(contents(0)).toEqual(['dd'])
  })
})

describe('historyText', () => {
  it('writes one line per message', () => {
    const messages = historyMessages(rounds, 100, countCharacters)
    expect(historyText(messages)).toBe('Human: aa\nAssistant: bb\nHuman: cc\nAssistant: dd')
  })
})
