import { assembleAdvancedPrompt, type PromptTemplateMessage } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { aMaterial, anImage } from './material.js'

const chat = (...prompt: PromptTemplateMessage[]) => ({ modelMode: 'chat', prompt }) as const
const history = [{ query: 'q1', answer: 'a1' }]

describe('assembleAdvancedPrompt for a chat model', () => {
  it('fills in every message and adds the query; the stop sequences are the author’s', async () => {
    const { messages, stop } = await assembleAdvancedPrompt(
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

  it('leaves out a system message that is empty, and keeps the others', async () => {
    const { messages } = await assembleAdvancedPrompt(
      chat(
        { role: 'system', text: '' },
        { role: 'user', text: '' },
        { role: 'assistant', text: '' },
      ),
      aMaterial(),
      [],
    )
    expect(messages).toEqual([
      { role: 'user', content: '' },
      { role: 'assistant', content: '' },
      { role: 'user', content: 'Q' },
    ])
  })

  it('fills in the context, an empty one where there is none, and never the query', async () => {
    const prompt = chat({ role: 'user', text: 'Tell {{#context#}} {{#query#}}' })
    const contentFor = async (context: string | undefined) =>
      (await assembleAdvancedPrompt(prompt, aMaterial({ query: '', context }), [])).messages[0]
        ?.content
    expect(await contentFor('C')).toBe('Tell C {#query#}')
    expect(await contentFor(undefined)).toBe('Tell  {#query#}')
  })

  it('adds nothing without a query', async () => {
    const { messages } = await assembleAdvancedPrompt(
      chat({ role: 'user', text: 'Tell' }),
      aMaterial({ query: '' }),
      [],
    )
    expect(messages).toEqual([{ role: 'user', content: 'Tell' }])
  })

  it('renders a Jinja2 message as it comes out', async () => {
    const { messages } = await assembleAdvancedPrompt(
      chat({ role: 'user', text: '{{ name }}', edition: 'jinja2' }),
      aMaterial({ renderJinja: (template) => `${template} is <|Ada|>` }),
      [],
    )
    expect(messages[0]).toEqual({ role: 'user', content: '{{ name }} is <|Ada|>' })
  })

  it('G 42: puts files into the author’s last user message where there is no query', async () => {
    const material = aMaterial({ query: '', media: [anImage] })
    const text = { type: 'text', text: 'Look' }
    expect(
      (await assembleAdvancedPrompt(chat({ role: 'user', text: 'Look' }), material, [])).messages,
    ).toEqual([{ role: 'user', content: [anImage, text] }])
  })

  it('makes a message of the files where the author’s last one is not the user’s', async () => {
    const material = aMaterial({ query: '', media: [anImage] })
    expect(
      (await assembleAdvancedPrompt(chat({ role: 'system', text: 'Look' }), material, [])).messages,
    ).toEqual([
      { role: 'system', content: 'Look' },
      { role: 'user', content: [anImage, { type: 'text', text: '' }] },
    ])
  })

  it('sends files and query together in a message of their own', async () => {
    const { messages } = await assembleAdvancedPrompt(
      chat({ role: 'user', text: 'Look' }),
      aMaterial({ media: [anImage] }),
      [],
    )
    expect(messages.slice(1)).toEqual([
      { role: 'user', content: [anImage, { type: 'text', text: 'Q' }] },
    ])
  })

  it('puts history between the author’s messages and the query', async () => {
    const { messages } = await assembleAdvancedPrompt(
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

  it('always ends with the user’s message where a conversation goes on', async () => {
    const lastFor = async (media: readonly (typeof anImage)[]) =>
      (
        await assembleAdvancedPrompt(
          chat({ role: 'user', text: 'Look' }),
          aMaterial({ history, query: '', media }),
          [],
        )
      ).messages.at(-1)
    expect(await lastFor([])).toEqual({ role: 'user', content: '' })
    expect(await lastFor([anImage])).toEqual({
      role: 'user',
      content: [anImage, { type: 'text', text: '' }],
    })
  })
})

describe('assembleAdvancedPrompt for a completion model', () => {
  const prompt = '{{#context#}}|{{#histories#}}|{{#query#}}'
  const prefixes = { user: 'U', assistant: 'A' }

  it('fills in context, history and query', async () => {
    const { messages } = await assembleAdvancedPrompt(
      { modelMode: 'completion', prompt, prefixes },
      aMaterial({ context: 'C', history }),
      [],
    )
    expect(messages).toEqual([{ role: 'user', content: 'C|U: q1\nA: a1|Q' }])
  })

  it('G 43: leaves the history out where nobody said what the two sides are called', async () => {
    const { messages } = await assembleAdvancedPrompt(
      { modelMode: 'completion', prompt: '{{#histories#}}', prefixes: undefined },
      aMaterial({ history }),
      [],
    )
    expect(messages).toEqual([{ role: 'user', content: '{#histories#}' }])
  })

  it('leaves the history out where the conversation begins, and an empty query', async () => {
    const { messages } = await assembleAdvancedPrompt(
      { modelMode: 'completion', prompt, prefixes },
      aMaterial({ query: '' }),
      [],
    )
    expect(messages).toEqual([{ role: 'user', content: '|{#histories#}|{#query#}' }])
  })

  it('remembers as much as an empty history leaves room for', async () => {
    const rounds = [{ query: 'q'.repeat(50), answer: 'a1' }, ...history]
    const { messages } = await assembleAdvancedPrompt(
      { modelMode: 'completion', prompt: '{{#histories#}}|{{#query#}}', prefixes },
      aMaterial({ history: rounds, budget: { contextSize: 25, maxTokens: 5 } }),
      [],
    )
    expect(messages).toEqual([{ role: 'user', content: 'A: a1\nU: q1\nA: a1|Q' }])
  })

  it('puts files before the text', async () => {
    const { messages } = await assembleAdvancedPrompt(
      { modelMode: 'completion', prompt: 'Look', prefixes },
      aMaterial({ media: [anImage] }),
      [],
    )
    expect(messages).toEqual([{ role: 'user', content: [anImage, { type: 'text', text: 'Look' }] }])
  })

  it('renders a Jinja2 prompt as it comes out', async () => {
    const { messages } = await assembleAdvancedPrompt(
      { modelMode: 'completion', prompt: 'J', edition: 'jinja2', prefixes },
      aMaterial({ history }),
      [],
    )
    expect(messages).toEqual([{ role: 'user', content: 'rendered J' }])
  })
})
