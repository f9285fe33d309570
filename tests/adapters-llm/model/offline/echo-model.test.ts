import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aCompletionRequest,
  collect,
  finishOf,
  textOfChunks,
} from '../../support/completion-request.js'
import { aRegistry, tenantId } from '../../support/registry.js'

const echo = await aRegistry({ providers: [{ kind: 'offline' }] }).languageModel(tenantId, {
  provider: 'offline',
  name: 'echo',
})
const saying = (content: string) => aCompletionRequest({ messages: [{ role: 'user', content }] })

describe('the echo model', () => {
  it('says any text again exactly, in pieces that are never empty', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(' ', '\n', '\t', 'a', 'b', '你', '好', 'か', '👩‍👧') }),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const chunks = await collect(echo, saying(text))
        expect(textOfChunks(chunks)).toBe(text)
        expect(chunks).not.toContainEqual({ type: 'text', text: '' })
      }),
    )
  })

  it('speaks word by word, and ideograph by ideograph', async () => {
    const texts = async (text: string) =>
      (await collect(echo, saying(text))).flatMap((chunk) =>
        chunk.type === 'text' ? [chunk.text] : [],
      )
    expect(await texts('  Hello,  big\nworld ')).toEqual(['  ', 'Hello,  ', 'big\n', 'world '])
    expect(await texts('你好 world')).toEqual(['你', '好 ', 'world'])
  })

  it('says only the last user message, without its files', async () => {
    const chunks = await collect(
      echo,
      aCompletionRequest({
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'first' },
          { role: 'assistant', content: 'answer' },
          {
            role: 'user',
            content: [
              {
                type: 'image',
                mimeType: 'image/png',
                filename: 'a.png',
                source: { type: 'url', url: 'https://example.org/a.png' },
              },
              { type: 'text', text: 'second' },
            ],
          },
          { role: 'assistant', content: '', toolCalls: [] },
        ],
      }),
    )
    expect(textOfChunks(chunks)).toBe('second')
  })

  it('stays silent when there is nothing to say', async () => {
    const chunks = await collect(echo, aCompletionRequest({ messages: [] }))
    expect(chunks).toHaveLength(1)
    expect(finishOf(chunks).usage.timeToFirstToken).toBeUndefined()
  })

  it('counts its tokens and costs nothing', async () => {
    const { usage, isUsageCounted } = finishOf(await collect(echo, saying('twelve chars')))
    expect(isUsageCounted).toBe(true)
    expect(usage.completionTokens).toBe(3)
    expect(usage.totalPrice.isZero).toBe(true)
  })
})
