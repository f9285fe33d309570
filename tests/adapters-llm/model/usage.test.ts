import { Secret, type Clock } from '@weft/domain/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startOpenAiServer, type OpenAiServer } from '../../support/openai-server.js'
import { collect, finishOf } from '../support/completion-request.js'
import { aRegistry, tenantId } from '../support/registry.js'

let server: OpenAiServer
beforeAll(async () => {
  server = await startOpenAiServer()
})
afterAll(() => server.close())

/** Goes on by 1,234 ms whenever somebody looks. */
function tickingClock(): Clock {
  let now = Date.UTC(2030, 0, 1)
  return { now: () => new Date((now += 1_234)) }
}

async function usageOf(pricing?: {
  input: string
  output?: string
  unit: string
  currency?: string
}) {
  const registry = aRegistry({
    clock: tickingClock(),
    providers: [
      {
        kind: 'openai-compatible',
        id: 'p',
        baseUrl: server.url,
        apiKey: Secret.of('k'),
        models: { m: { mode: 'chat', ...(pricing ? { pricing } : {}) } },
      },
    ],
  })
  server.script({ text: ['a'], usage: { promptTokens: 1_000, completionTokens: 500 } })
  const model = await registry.languageModel(tenantId, { provider: 'p', name: 'm' })
  return finishOf(await collect(model)).usage
}

describe('what a call costs', () => {
  it('is tokens times price times unit, kept to seven places', async () => {
    const usage = await usageOf({ input: '0.0015', output: '0.002', unit: '0.001' })
    expect(usage.promptPrice.toString()).toBe('0.0015')
    expect(usage.completionPrice.toString()).toBe('0.001')
    expect(usage.totalPrice.toString()).toBe('0.0025')
    expect(usage).toMatchObject({
      promptUnitPrice: '0.0015',
      promptPriceUnit: '0.001',
      completionUnitPrice: '0.002',
      completionPriceUnit: '0.001',
      currency: 'USD',
    })
  })

  it('G 7: is in the currency of the price, also where the output is free', async () => {
    const usage = await usageOf({ input: '1', unit: '0.000001', currency: 'CNY' })
    expect(usage.currency).toBe('CNY')
    expect(usage.totalPrice.toString()).toBe('0.001')
    expect(usage.completionPrice.isZero).toBe(true)
    expect(usage.completionUnitPrice).toBe('0.0')
  })

  it('is nothing without a price', async () => {
    const usage = await usageOf()
    expect(usage.totalPrice.isZero).toBe(true)
    expect(usage.currency).toBe('USD')
  })
})

describe('how long a call took', () => {
  it('is in seconds, with the time to the first token and from there to the end', async () => {
    const usage = await usageOf()
    expect(usage.timeToFirstToken).toBe(1.234)
    expect(usage.timeToGenerate).toBe(1.234)
    expect(usage.latency).toBe(2.468)
  })
})
