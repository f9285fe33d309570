import { historyLimit, historyMessages, historyText, type PromptMessage } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { anImage, countCharacters } from './material.js'

const rounds = [
  { query: 'aa', answer: 'bb' },
  { query: 'cc', answer: 'dd' },
]
const contents = async (maxTokens: number) =>
  (await historyMessages(rounds, maxTokens, countCharacters)).map(({ content }) => content)

describe('historyMessages', () => {
  it('G 46: keeps everything that fits', async () => {
    expect(await contents(8)).toEqual(['aa', 'bb', 'cc', 'dd'])
  })

  it('G 46: drops the oldest messages one by one, also the question without its answer', async () => {
    expect(await contents(7)).toEqual(['bb', 'cc', 'dd'])
    expect(await contents(4)).toEqual(['cc', 'dd'])
  })

  it('G 46: keeps the newest message in any case', async () => {
    expect(await contents(0)).toEqual(['dd'])
  })

  it('puts files before the text they came with, on either side', async () => {
    const round = { query: 'Q', answer: 'A', media: [anImage], answerMedia: [anImage] }
    expect(await historyMessages([round], 100, countCharacters)).toEqual([
      { role: 'user', content: [anImage, { type: 'text', text: 'Q' }] },
      { role: 'assistant', content: [anImage, { type: 'text', text: 'A' }] },
    ])
  })
})

describe('historyLimit', () => {
  it('G 49: is 500 without a window', async () => {
    expect(historyLimit()).toBe(500)
    expect(historyLimit({ enabled: false, size: 2 })).toBe(500)
    expect(historyLimit({ enabled: true, size: 0 })).toBe(500)
    expect(historyLimit({ enabled: true, size: -1 })).toBe(500)
  })

  it('G 49: is the size of the window, up to 500', async () => {
    expect(historyLimit({ enabled: true, size: 2 })).toBe(2)
    expect(historyLimit({ enabled: true, size: 900 })).toBe(500)
  })
})

describe('historyText', () => {
  it('writes one line per message', async () => {
    const messages = await historyMessages(rounds, 100, countCharacters)
    expect(historyText(messages)).toBe('Human: aa\nAssistant: bb\nHuman: cc\nAssistant: dd')
    expect(historyText(messages.slice(0, 2), { user: 'U', assistant: 'A' })).toBe('U: aa\nA: bb')
    expect(historyText([])).toBe('')
  })

  it('shows a picture as a mark, and no other file', async () => {
    const document = { ...anImage, type: 'document' } as const
    const message: PromptMessage = {
      role: 'user',
      content: [anImage, document, { type: 'text', text: 'Look' }],
    }
    expect(historyText([message])).toBe('Human: [image]\nLook')
  })
})
