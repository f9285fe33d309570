import { assembleSimplePrompt, textOf } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { aMaterial, anImage } from './material.js'

const chat = { app: 'chat', modelMode: 'chat', prePrompt: 'P' } as const

describe('assembleSimplePrompt for a chat model', () => {
  it('puts the text into a system message before the query', () => {
    const { messages, stop } = assembleSimplePrompt(chat, aMaterial())
    expect(messages).toEqual([
      { role: 'system', content: 'P\n' },
      { role: 'user', content: 'Q' },
    ])
    expect(stop).toEqual([])
  })

  it('sends the text as the user’s message where there is no query', () => {
    const { messages } = assembleSimplePrompt(chat, aMaterial({ query: '' }))
    expect(messages).toEqual([{ role: 'user', content: 'P\n' }])
  })

  it('sends the query alone where there is no text', () => {
    const { messages } = assembleSimplePrompt({ ...chat, prePrompt: '' }, aMaterial())
    expect(messages).toEqual([{ role: 'user', content: 'Q' }])
  })

  it('fills in only the variables its text names', () => {
    const configuration = { ...chat, prePrompt: 'For {{name}}' }
    const material = aMaterial({ inputs: { name: 'Ada', other: 'x' } })
    expect(assembleSimplePrompt(configuration, material).messages[0]).toEqual({
      role: 'system',
      content: 'For Ada\n',
    })
  })

  it('shows an empty context, and none where there is none', () => {
    const systemText = (context: string | undefined) => {
      const [first] = assembleSimplePrompt(chat, aMaterial({ context })).messages
      return first ? textOf(first) : ''
    }
    expect(systemText(undefined)).not.toContain('<context>')
    expect(systemText('')).toContain('<context>')
    expect(systemText('the facts')).toMatch(/the facts[\s\S]*P\n$/)
  })

  it('puts files before the text of the last message', () => {
    const { messages } = assembleSimplePrompt(chat, aMaterial({ media: [anImage] }))
    expect(messages.at(-1)).toEqual({
      role: 'user',
      content: [anImage, { type: 'text', text: 'Q' }],
    })
  })

  it('remembers earlier rounds between the system message and the query', () => {
    const history = [{ query: 'q1', answer: 'a1' }]
    const { messages } = assembleSimplePrompt(chat, aMaterial({ history }))
    expect(messages.map((message) => [message.role, textOf(message)])).toEqual([
      ['system', 'P\n'],
      ['user', 'q1'],
      ['assistant', 'a1'],
      ['user', 'Q'],
    ])
  })
})

describe('assembleSimplePrompt for a completion model', () => {
  const completion = { ...chat, modelMode: 'completion' } as const

  it('sends one message that ends where the answer begins', () => {
    const { messages, stop } = assembleSimplePrompt(completion, aMaterial())
    expect(messages).toEqual([{ role: 'user', content: 'P\n\n\nHuman: Q\n\nAssistant: ' }])
    expect(stop).toEqual(['\nHuman:', '</histories>'])
  })

  it('tells the history inside the text', () => {
    const history = [{ query: 'q1', answer: 'a1' }]
    const [message] = assembleSimplePrompt(completion, aMaterial({ history })).messages
    expect(message && textOf(message)).toContain(
      '<histories>\nHuman: q1\nAssistant: a1\n</histories>',
    )
  })

  it('adds the query as it is, and no stop sequences, for a completion app', () => {
    const { messages, stop } = assembleSimplePrompt(
      { ...completion, app: 'completion' },
      aMaterial(),
    )
    expect(messages).toEqual([{ role: 'user', content: 'P\nQ' }])
    expect(stop).toEqual([])
  })
})
