import { ModelTokenCounter } from '@weft/adapters-llm'
import type { MediaPart, PromptMessage, ToolDefinition } from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const gpt4o = new ModelTokenCounter({ name: 'gpt-4o' })

const weather: ToolDefinition = {
  name: 'get_current_weather',
  description: 'Get the current weather in a given location',
  parameters: {
    type: 'object',
    properties: {
      location: { type: 'string', description: 'The city and state, e.g. San Francisco, CA' },
      unit: {
        type: 'string',
        description: 'The unit of temperature to return',
        enum: ['celsius', 'fahrenheit'],
      },
    },
    required: ['location'],
  },
}

const aboutWeather: readonly PromptMessage[] = [
  {
    role: 'system',
    content: 'You are a helpful assistant that can answer to questions about the weather.',
  },
  { role: 'user', content: "What's the weather like in San Francisco?" },
]

describe('tokens of a prompt', () => {
  it.each([
    ['gpt-3.5-turbo', 105],
    ['gpt-4', 105],
    ['gpt-4o', 101],
    ['gpt-4o-mini', 101],
  ])('are what the service reported for messages with a tool: %s', async (name, reported) => {
    const counter = new ModelTokenCounter({ name })
    expect(await counter.countPrompt(aboutWeather, [weather])).toBe(reported)
  })

  it('are none where there is nothing', async () => {
    expect(await gpt4o.countPrompt([])).toBe(0)
  })

  it('are a frame around each message and the beginning of the reply', async () => {
    expect(await gpt4o.countPrompt([{ role: 'user', content: 'hello world' }])).toBe(4 + 2 + 3)
    expect(
      await gpt4o.countPrompt([
        { role: 'user', content: 'hello world' },
        { role: 'assistant', content: '' },
      ]),
    ).toBe(4 + 2 + 4 + 3)
  })

  it('are the text alone for a completion model', async () => {
    const counter = new ModelTokenCounter({ name: 'gpt-3.5-turbo-instruct', mode: 'completion' })
    expect(await counter.countPrompt([{ role: 'user', content: 'hello world' }])).toBe(2)
  })

  it('take name and arguments of a tool call in', async () => {
    const call = { id: 'c1', name: 'hello', arguments: 'hello world' }
    const bare = await gpt4o.countPrompt([{ role: 'assistant', content: '' }])
    const calling = await gpt4o.countPrompt([{ role: 'assistant', content: '', toolCalls: [call] }])
    expect(calling - bare).toBe(3 + 1 + 2)
  })

  it('count every part of a message, and what lies deep in a tool', async () => {
    const parts = [
      { type: 'text', text: 'hello' },
      { type: 'text', text: ' world' },
    ] as const
    expect(await gpt4o.countPrompt([{ role: 'user', content: parts }])).toBe(4 + 2 + 3)
    const nested = { ...weather, parameters: { type: 'object', properties: { a: deep } } }
    const flat = { ...weather, parameters: { type: 'object', properties: { a: shallow } } }
    expect(await gpt4o.countPrompt([], [nested])).toBeGreaterThan(
      (await gpt4o.countPrompt([], [flat])) + 10,
    )
  })

  it('never become fewer by a further message', async () => {
    const anyMessage = fc.record({
      role: fc.constantFrom('user' as const, 'assistant' as const),
      content: fc.string(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(anyMessage), anyMessage, async (messages, further) => {
        const before = await gpt4o.countPrompt(messages)
        expect(await gpt4o.countPrompt([...messages, further])).toBeGreaterThan(before)
      }),
    )
  })
})

const shallow = { type: 'object', description: 'Where.' }
const deep = {
  ...shallow,
  properties: { city: { type: 'string', description: 'The city.' }, zip: { type: 'string' } },
}

describe('tokens of an image', () => {
  it.each([
    // The examples OpenAI, Anthropic and Google publish beside their formulas.
    ['gpt-4o', 'low', 4_096, 8_192, 85],
    ['gpt-4o', 'high', 1_024, 1_024, 765],
    ['gpt-4o', 'high', 2_048, 4_096, 1_105],
    ['gpt-4o-mini', 'low', 2_048, 4_096, 2_833],
    ['gpt-4o-mini', 'high', 1_024, 1_024, 2_833 + 4 * 5_667],
    ['gpt-5', 'high', 1_024, 1_024, 70 + 4 * 140],
    ['o1', 'high', 1_024, 1_024, 75 + 4 * 150],
    ['gpt-4.1-mini', 'high', 1_024, 1_024, Math.ceil(1_024 * 1.62)],
    ['gpt-5-nano', 'high', 1_800, 2_400, Math.ceil(1_452 * 2.46)],
    ['claude-sonnet-4', 'high', 200, 200, 54],
    ['claude-sonnet-4', 'low', 1_000, 1_000, 1_334],
    ['claude-sonnet-4', 'low', 8_000, 8_000, 1_600],
    ['gemini-2.5-flash', 'high', 384, 384, 258],
    ['gemini-2.5-flash', 'high', 960, 540, 6 * 258],
    ['someone/else', 'high', 1_024, 1_024, 765],
  ] as const)('%s, %s, %d × %d: %d', async (name, detail, width, height, tokens) => {
    expect(await imageTokensOf(name, { detail, source: png(width, height) })).toBe(tokens)
  })

  it('are those of 1024 × 1024 where only the address is known or the bytes tell nothing', async () => {
    const url = { type: 'url', url: 'https://example.com/a.png' } as const
    expect(await imageTokensOf('gpt-4o', { detail: 'high', source: url })).toBe(765)
    const broken = { type: 'base64', data: 'not an image' } as const
    expect(await imageTokensOf('gpt-4o', { detail: 'high', source: broken })).toBe(765)
    expect(await imageTokensOf('gpt-4o', { detail: 'high', source: png(0, 0) })).toBe(765)
  })

  it('are those of low detail where none is asked for', async () => {
    expect(await imageTokensOf('gpt-4o', { source: png(1_024, 1_024) })).toBe(85)
  })

  it('are a whole number for an image of any size, also of one that lies about it', async () => {
    const anySide = fc.integer({ min: 0, max: 0x7fff_ffff })
    const anyModel = fc.constantFrom('gpt-4o', 'gpt-5-mini', 'o4-mini', 'claude-3', 'gemini-2')
    await fc.assert(
      fc.asyncProperty(anyModel, anySide, anySide, async (name, width, height) => {
        const tokens = await imageTokensOf(name, { detail: 'high', source: png(width, height) })
        expect(Number.isSafeInteger(tokens)).toBe(true)
        expect(tokens).toBeGreaterThan(0)
        expect(tokens).toBeLessThan(50_000)
      }),
    )
  })

  it('are told of bytes of any kind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const data = Buffer.from(bytes).toString('base64')
        const source = { type: 'base64', data } as const
        expect(await imageTokensOf('gpt-4o', { source })).toBe(85)
      }),
    )
  })

  it('do not depend on how long a file of another kind is', async () => {
    const audio = { ...anImage, type: 'audio', source: png(1, 1) } as const
    const bare = await gpt4o.countPrompt([{ role: 'user', content: '' }])
    expect((await gpt4o.countPrompt([{ role: 'user', content: [audio] }])) - bare).toBe(500)
  })
})

const anImage = { type: 'image', mimeType: 'image/png', filename: 'a.png' } as const

async function imageTokensOf(name: string, image: Pick<MediaPart, 'source' | 'detail'>) {
  const counter = new ModelTokenCounter({ name, mode: 'completion' })
  return counter.countPrompt([{ role: 'user', content: [{ ...anImage, ...image }] }])
}

/** The beginning of a PNG file, which is where its size stands. */
function png(width: number, height: number) {
  const bytes = Buffer.alloc(64)
  bytes.write('\u0089PNG\r\n\u001a\n', 'latin1')
  bytes.writeUInt32BE(13, 8)
  bytes.write('IHDR', 12, 'latin1')
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return { type: 'base64', data: bytes.toString('base64') } as const
}
