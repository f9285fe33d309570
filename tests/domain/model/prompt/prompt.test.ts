import { Money, TokenUsage, ValidationError } from '@weft/domain/kernel'
import { anyTokenUsage } from '@weft/domain/kernel/testing'
import {
  attachMedia,
  fitContent,
  promptRecord,
  readUsageRecord,
  usageRecord,
  type LanguageModelProfile,
  type MediaPart,
  type ModelFeature,
  type PromptMessage,
} from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const image: MediaPart = {
  type: 'image',
  mimeType: 'image/png',
  filename: 'a.png',
  source: { type: 'url', url: 'http://files.test/a.png' },
  detail: 'low',
}
const text = (value: string) => ({ type: 'text', text: value }) as const

function profile(...features: ModelFeature[]): LanguageModelProfile {
  return { mode: 'chat', contextSize: undefined, features: new Set(features) }
}

describe('attachMedia', () => {
  it('puts files before the text of the last message of the user', () => {
    expect(attachMedia([{ role: 'user', content: 'look' }], [image])).toEqual([
      { role: 'user', content: [image, text('look')] },
    ])
  })

  it('makes a message where the last one is not the user’s', () => {
    const system: PromptMessage = { role: 'system', content: 's' }
    expect(attachMedia([system], [image])).toEqual([system, { role: 'user', content: [image] }])
    expect(attachMedia([], [image])).toEqual([{ role: 'user', content: [image] }])
  })

  it('changes nothing without files', () => {
    const messages: PromptMessage[] = [{ role: 'user', content: 'x' }]
    expect(attachMedia(messages, [])).toBe(messages)
  })
})

describe('fitContent', () => {
  const withImage: PromptMessage = { role: 'user', content: [image, text('look')] }

  it('removes what the model cannot read, and makes a single text plain', () => {
    expect(fitContent([withImage], profile('document'))).toEqual([
      { role: 'user', content: 'look' },
    ])
    expect(fitContent([withImage], profile('vision'))).toEqual([withImage])
  })

  it('keeps everything when the features are not known', () => {
    const unknown = { mode: 'chat', contextSize: undefined, features: undefined } as const
    expect(fitContent([withImage], unknown)).toEqual([withImage])
  })

  it('drops messages that say nothing, but no tool calls', () => {
    const call: PromptMessage = {
      role: 'assistant',
      content: '',
      toolCalls: [{ id: '1', name: 'f', arguments: '{}' }],
    }
    const messages: PromptMessage[] = [
      { role: 'system', content: '' },
      { role: 'user', content: [image] },
      { role: 'assistant', content: '' },
      call,
      { role: 'tool', toolCallId: '1', content: '' },
    ]
    expect(fitContent(messages, profile())).toEqual([call, messages[4]])
  })
})

describe('promptRecord', () => {
  it('shows roles, texts and files, with bytes cut short', () => {
    const photo: MediaPart = {
      ...image,
      source: { type: 'base64', data: 'A'.repeat(20) + 'B'.repeat(20) },
    }
    expect(
      promptRecord([
        { role: 'system', content: 's' },
        { role: 'user', content: [image, photo, text('look'), text('!')] },
      ]),
    ).toEqual([
      { role: 'system', text: 's' },
      {
        role: 'user',
        text: 'look!',
        files: [
          { type: 'image', filename: 'a.png', data: 'http://files.test/a.png', detail: 'low' },
          { type: 'image', filename: 'a.png', data: 'AAAAAAAAAA…BBBBBBBBBB', detail: 'low' },
        ],
      },
    ])
  })
})

describe('usageRecord', () => {
  it('has exactly the known names, with prices as plain decimal texts', () => {
    const usage = TokenUsage.of({
      promptTokens: 1000,
      completionTokens: 20,
      promptUnitPrice: '0.0015',
      promptPriceUnit: '0.001',
      promptPrice: Money.price(1000, '0.0015', '0.001'),
      latency: 1.5,
      timeToFirstToken: 0.5,
    })
    expect(usageRecord(usage)).toEqual({
      prompt_tokens: 1000,
      prompt_unit_price: '0.0015',
      prompt_price_unit: '0.001',
      prompt_price: '0.0015000',
      completion_tokens: 20,
      completion_unit_price: '0.0',
      completion_price_unit: '0.0',
      completion_price: '0.0',
      total_tokens: 1020,
      total_price: '0.0015000',
      currency: 'USD',
      latency: 1.5,
      time_to_first_token: 0.5,
      time_to_generate: null,
    })
  })

  it('writes nothing as the empty usage', () => {
    const prices = Object.entries(usageRecord(TokenUsage.none)).filter(([name]) =>
      /price/.test(name),
    )
    expect(prices).toHaveLength(7)
    for (const [, price] of prices) expect(price).toBe('0.0')
    expect(usageRecord(TokenUsage.none)).toMatchObject({
      total_tokens: 0,
      currency: 'USD',
      latency: 0,
      time_to_first_token: null,
    })
  })

  it('writes no exponents', () => {
    const usage = TokenUsage.of({ promptUnitPrice: '1.5e-7', promptPriceUnit: '1E0' })
    expect(usageRecord(usage)).toMatchObject({
      prompt_unit_price: '0.00000015',
      prompt_price_unit: '1',
    })
  })
})

describe('readUsageRecord', () => {
  it('G 11: adds up a total that is missing', () => {
    expect(readUsageRecord({ prompt_tokens: 3, completion_tokens: 2 }).totalTokens).toBe(5)
    const zero = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 0 }
    expect(readUsageRecord(zero).totalTokens).toBe(5)
    expect(readUsageRecord({ total_tokens: 7 }).totalTokens).toBe(7)
  })

  it('G 11: refuses counts that are no whole numbers', () => {
    for (const wrong of [true, '3', 1.5, -1, {}])
      expect(() => readUsageRecord({ prompt_tokens: wrong })).toThrow(ValidationError)
    expect(() => readUsageRecord({ prompt_price: 'much' })).toThrow(ValidationError)
  })

  it('takes what is missing for nothing and passes over what is unknown', () => {
    expect(readUsageRecord({ colour: 'red' }).equals(TokenUsage.none)).toBe(true)
  })

  it('reads back what was written', () => {
    fc.assert(
      fc.property(anyTokenUsage(), (usage) => {
        const record = usageRecord(usage)
        expect(usageRecord(readUsageRecord(record))).toEqual(record)
      }),
    )
  })
})
