import { assembleAdvancedPrompt } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { aMaterial, anImage } from './material.js'

const chat = (...prompt: { role: 'system' | 'user' | 'assistant'; text: string }[]) =>
  ({ modelMode: 'chat', prompt }) as const

describe('assembleAdvancedPrompt for a chat model', () => {
  it('fills in every message and adds the query', () => {
    const { messages, stop } = assembleAdvancedPrompt(
      chat({ role: 'system', text: 'For {{name}}' }, { role: 'assistant', text: 'Yes?' }),
      aMaterial({ inputs: { name: 'Ada' } }),
      ['END'],
    )
    expect(messages).toEqual([
      { role: 'system', content: 'For Ada' },
      { role: 'assistant', content: 'Yes?' },
      { role: 'user', content: 'Q' },
    ])
    expect(stop).toEqual(['END'])
  })

  it('leaves out a system message that is empty', () => {
    const { messages } = assembleAdvancedPrompt(chat({ role: 'system', text: '' }), aMaterial(), [])
    expect(messages).toEqual([{ role: 'user', content: 'Q' }])
  })

  it('adds nothing without a query', () => {
    const { messages } = assembleAdvancedPrompt(
      chat({ role: 'user', text: 'Tell {{#context#}}' }),
      aMaterial({ query: '', context: 'C' }),
      [],
    )
    expect(messages).toEqual([{ role: 'user', content: 'Tell C' }])
  })

  it('puts files into the author’s last user message where there is no query', () => {
    const material = aMaterial({ query: '', media: [anImage] })
    const text = { type: 'text', text: 'Look' }
    expect(
      assembleAdvancedPrompt(chat({ role: 'user', text: 'Look' }), material, []).messages,
    ).toEqual([{ role: 'user', content: [anImage, text] }])
    expect(
      assembleAdvancedPrompt(chat({ role: 'system', text: 'Look' }), material, []).messages,
    ).toEqual([
      { role: 'system', content: 'Look' },
      { role: 'user', content: [anImage, { type: 'text', text: '' }] },
    ])
  })

  it('puts history between the author’s messages and the query', () => {
    const history = [{ query: 'q1', answer: 'a1' }]
    const { messages } = assembleAdvancedPrompt(
      chat({ role: 'system', text: 'S' }),
      aMaterial({ history }),
      [],
    )
    expect(messages.map(({ role, content }) => [role, content])).toEqual([
      ['system', 'S'],
      ['user', 'q1'],
      ['assistant', 'a1'],
      ['user', 'Q'],
    ])
  })
})

describe('assembleAdvancedPrompt for a completion model', () => {
  const prompt = '{{#context#}}|{{#histories#}}|{{#query#}}'
  const history = [{ query: 'q1', answer: 'a1' }]

  it('fills in context, history and query', () => {
    const { messages } = assembleAdvancedPrompt(
      { modelMode: 'completion', prompt, prefixes: { user: 'U', assistant: 'A' } },
      aMaterial({ context: 'C', history }),
      [],
    )
    expect(messages).toEqual([{ role: 'user', content: 'C|U: q1\nA: a1|Q' }])
  })

  it('leaves the history out where nobody said what the two sides are called', () => {
    const { messages } = assembleAdvancedPrompt(
      { modelMode: 'completion', prompt, prefixes: undefined },
      aMaterial({ history, query: '' }),
      [],
    )
    expect(messages).toEqual([{ role: 'user', content: '|{#histories#}|{#query#}' }])
  })
})
