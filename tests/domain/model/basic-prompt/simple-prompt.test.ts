import { assembleSimplePrompt, textOf, type BasicPromptMaterial } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { aMaterial, anImage } from './material.js'

const chat = { app: 'chat', modelMode: 'chat', prePrompt: 'P' } as const
const history = [{ query: 'q1', answer: 'a1' }]

describe('assembleSimplePrompt for a chat model', () => {
  const systemText = async (changes: Partial<BasicPromptMaterial>, configuration = chat) => {
    const [first] = (await assembleSimplePrompt(configuration, aMaterial(changes))).messages
    return first ? textOf(first) : ''
  }

  it('G 33: puts the text into a system message before the query', async () => {
    const { messages } = await assembleSimplePrompt(chat, aMaterial())
    expect(messages).toEqual([
      { role: 'system', content: 'P\n' },
      { role: 'user', content: 'Q' },
    ])
  })

  it('G 34: sends the text as the user’s message where there is no query', async () => {
    const { messages } = await assembleSimplePrompt(chat, aMaterial({ query: '' }))
    expect(messages).toEqual([{ role: 'user', content: 'P\n' }])
  })

  it('G 35: sends the query alone where there is neither text nor context', async () => {
    const { messages } = await assembleSimplePrompt({ ...chat, prePrompt: '' }, aMaterial())
    expect(messages).toEqual([{ role: 'user', content: 'Q' }])
  })

  it('G 36: shows an empty context, and none where there is none', async () => {
    expect(await systemText({})).not.toContain('<context>')
    expect(await systemText({ context: '' })).toContain('<context>\n\n</context>')
  })

  it('G 37: puts the context before the text, a blank line between them', async () => {
    expect(await systemText({ context: 'the facts' })).toMatch(
      /<context>\nthe facts\n<\/context>[\s\S]*\n\nP\n$/,
    )
  })

  it('G 40: stops at nothing', async () => {
    expect((await assembleSimplePrompt(chat, aMaterial({ history }))).stop).toEqual([])
  })

  it('G 41: puts files before the text of the last message', async () => {
    const { messages } = await assembleSimplePrompt(chat, aMaterial({ media: [anImage, anImage] }))
    expect(messages.at(-1)).toEqual({
      role: 'user',
      content: [anImage, anImage, { type: 'text', text: 'Q' }],
    })
  })

  it('puts files before the app’s text where there is no query', async () => {
    const { messages } = await assembleSimplePrompt(
      chat,
      aMaterial({ query: '', media: [anImage] }),
    )
    expect(messages).toEqual([{ role: 'user', content: [anImage, { type: 'text', text: 'P\n' }] }])
  })

  it('fills in only the variables its text names', async () => {
    const configuration = { ...chat, prePrompt: 'For {{name}}, {{missing}}' }
    const [first] = (
      await assembleSimplePrompt(configuration, aMaterial({ inputs: { name: 'Ada', other: 'x' } }))
    ).messages
    expect(first).toEqual({ role: 'system', content: 'For Ada, {missing}\n' })
  })

  it('lets neither context nor query bring a variable or another block in', async () => {
    const inputs = { name: 'Ada' }
    const material = { inputs, context: '{{name}} {{#query#}}', query: '{{#context#}}' }
    expect(await systemText(material)).toContain('<context>\n{name} {#query#}\n</context>')
    const { messages } = await assembleSimplePrompt(chat, aMaterial(material))
    expect(messages.at(-1)).toEqual({ role: 'user', content: '{{#context#}}' })
  })

  it('shows the context where the author placed it, too', async () => {
    const configuration = { ...chat, prePrompt: 'About {{#context#}} {{#query#}}' }
    const [first] = (await assembleSimplePrompt(configuration, aMaterial({ context: 'C' })))
      .messages
    expect(first && textOf(first)).toMatch(/About C \{#query#\}\n$/)
  })

  it('remembers earlier rounds between the system message and the query', async () => {
    const { messages } = await assembleSimplePrompt(chat, aMaterial({ history }))
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
  const textFor = async (changes: Partial<BasicPromptMaterial>) => {
    const [message] = (await assembleSimplePrompt(completion, aMaterial(changes))).messages
    return message ? textOf(message) : ''
  }

  it('G 38: sends one message that ends where the answer begins', async () => {
    const { messages, stop } = await assembleSimplePrompt(completion, aMaterial())
    expect(messages).toEqual([{ role: 'user', content: 'P\n\n\nHuman: Q\n\nAssistant: ' }])
    expect(stop).toEqual(['\nHuman:', '</histories>'])
  })

  it('G 39: adds the query as it is, and no stop sequences, for a completion app', async () => {
    const { messages, stop } = await assembleSimplePrompt(
      { ...completion, app: 'completion' },
      aMaterial(),
    )
    expect(messages).toEqual([{ role: 'user', content: 'P\nQ' }])
    expect(stop).toEqual([])
  })

  it('tells context, text, history and query in this order', async () => {
    expect(await textFor({ context: 'C', history })).toMatch(
      /<context>\nC\n[\s\S]*P\n[\s\S]*<histories>\nHuman: q1\nAssistant: a1\n<\/histories>\n\nHuman: Q\n\nAssistant: $/,
    )
  })

  it('tells an empty history where a conversation goes on, and none where it begins', async () => {
    expect(await textFor({ history: [] })).toContain('<histories>\n\n</histories>')
    expect(await textFor({})).not.toContain('<histories>')
  })

  it('tells no history where the app completes texts', async () => {
    const configuration = { ...completion, app: 'completion' } as const
    const { messages } = await assembleSimplePrompt(configuration, aMaterial({ history }))
    expect(messages).toEqual([{ role: 'user', content: 'P\nQ' }])
  })

  it('shows a remembered picture as a mark', async () => {
    const round = { query: 'See?', answer: 'Yes', media: [anImage] }
    expect(await textFor({ history: [round] })).toContain('Human: [image]\nSee?\nAssistant: Yes')
  })

  it('puts files before the text', async () => {
    const { messages } = await assembleSimplePrompt(completion, aMaterial({ media: [anImage] }))
    expect(messages[0]?.content).toEqual([
      anImage,
      { type: 'text', text: 'P\n\n\nHuman: Q\n\nAssistant: ' },
    ])
  })
})

describe('assembleSimplePrompt for the Baichuan family', () => {
  const stopOf = (provider: string, name: string, app: 'chat' | 'completion' = 'chat') =>
    assembleSimplePrompt(
      { ...chat, app, modelMode: 'completion', model: { provider, name } },
      aMaterial({ context: 'C', history }),
    )

  it.each([
    ['baichuan', 'any'],
    ['langgenius/baichuan/baichuan', 'any'],
    ['xinference', 'Baichuan2-13B'],
    ['langgenius/openllm/openllm', 'baichuan'],
    ['huggingface_hub', 'x/baichuan-7b'],
  ])('speaks Chinese to %s %s', async (provider, name) => {
    const { messages, stop } = await stopOf(provider, name)
    const text = messages[0] ? textOf(messages[0]) : ''
    expect(text).toContain('用户: q1\n助手: a1')
    expect(text).toMatch(/\n\n用户：Q$/)
    expect(stop).toEqual(['用户：'])
    expect((await stopOf(provider, name, 'completion')).stop).toEqual([])
  })

  it.each([
    ['xinference', 'qwen'],
    ['openai', 'baichuan'],
  ])('speaks as to all others to %s %s', async (provider, name) => {
    expect((await stopOf(provider, name)).stop).toEqual(['\nHuman:', '</histories>'])
  })
})
