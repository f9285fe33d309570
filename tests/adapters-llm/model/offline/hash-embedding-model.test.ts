import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { never } from '../../support/completion-request.js'
import { aRegistry, tenantId } from '../../support/registry.js'

const model = await aRegistry({ providers: [{ kind: 'offline' }] }).embeddingModel(tenantId, {
  provider: 'offline',
  name: 'hash-embedding',
})
const embed = async (...texts: readonly string[]) =>
  (await model.embed(texts, { purpose: 'document', signal: never() })).vectors
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0)
const likeness = async (a: string, b: string) => {
  const [first, second] = await embed(a, b)
  return dot(first!, second!)
}

describe('the hash embedding', () => {
  it('gives a unit vector of 384 numbers for any text, always the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const [vector, again] = await embed(text, text)
        expect(vector).toHaveLength(model.dimensions)
        expect(Math.hypot(...vector!)).toBeCloseTo(1, 10)
        expect(again).toEqual(vector)
      }),
    )
  })

  it('does not depend on the texts beside it', async () => {
    const [, beside] = await embed('something else', 'the text')
    expect(beside).toEqual((await embed('the text'))[0])
  })

  it('does not depend on case or width', async () => {
    expect(await likeness('Hello WORLD', 'hello world')).toBeCloseTo(1, 10)
    expect(await likeness('ＡＢＣ', 'abc')).toBeCloseTo(1, 10)
  })

  it.each([
    [
      'How do I reset my password?',
      'I forgot my password and want to reset it',
      'Our office is closed on public holidays',
    ],
    ['connecting the printer', 'printer connection', 'baking sourdough bread'],
    ['refund for a damaged item', 'The item arrived damaged, please refund', 'opening hours'],
    ['如何重置我的密码', '我忘记了密码，想重置密码', '公司节假日放假安排'],
    ['パスワードをリセットしたい', 'パスワードのリセット方法', '休日の営業時間'],
  ])('puts %j nearer to %j than to %j', async (text, near, far) => {
    const nearness = await likeness(text, near)
    expect(nearness).toBeGreaterThan((await likeness(text, far)) + 0.15)
  })

  it('keeps unrelated texts nearly at right angles', async () => {
    const texts = ['alpha beta gamma', 'quick brown fox', 'zinc plated screws', 'moon landing 1969']
    for (const [index, text] of texts.entries())
      for (const other of texts.slice(index + 1))
        expect(Math.abs(await likeness(text, other))).toBeLessThan(0.25)
  })

  it('counts the tokens of the texts', async () => {
    const { usage } = await model.embed(['four', 'more'], { purpose: 'query', signal: never() })
    expect(usage.promptTokens).toBe(2)
  })

  it('stops between texts once aborted', async () => {
    const aborted = new AbortController()
    const texts = Array.from({ length: 5_000 }, (_, index) => `text number ${index} `.repeat(20))
    const embedding = model.embed(texts, { purpose: 'document', signal: aborted.signal })
    aborted.abort('enough')
    await expect(embedding).rejects.toBe('enough')
  })
})
