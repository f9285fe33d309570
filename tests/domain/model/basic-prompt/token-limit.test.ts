import { configuredMaxTokens, fitMaxTokens, tokensForHistory } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'

describe('tokensForHistory', () => {
  it('is what prompt and answer leave of the context', () => {
    expect(tokensForHistory({ contextSize: 4096, maxTokens: 512 }, 100)).toBe(3484)
    expect(tokensForHistory({ contextSize: 4096, maxTokens: 512 }, 4000)).toBe(0)
  })

  it('is 2000 for a model that does not say how much it sees', () => {
    expect(tokensForHistory({ contextSize: undefined, maxTokens: 512 }, 100)).toBe(2000)
  })
})

describe('fitMaxTokens', () => {
  it('lowers max_tokens to what is left, to no less than 16', () => {
    expect(fitMaxTokens({ max_tokens: 100, top_p: 1 }, 1000, 990)).toEqual({
      max_tokens: 16,
      top_p: 1,
    })
    expect(fitMaxTokens({ max_tokens: 100 }, 1000, 950)).toEqual({ max_tokens: 50 })
  })

  it('changes nothing that fits', () => {
    const parameters = { max_tokens: 100 }
    expect(fitMaxTokens(parameters, 1000, 500)).toBe(parameters)
    expect(fitMaxTokens(parameters, undefined, 5000)).toBe(parameters)
  })
})

describe('configuredMaxTokens', () => {
  it('is 0 where nothing usable is configured', () => {
    expect(configuredMaxTokens({})).toBe(0)
    expect(configuredMaxTokens({ max_tokens: 'many' })).toBe(0)
    expect(configuredMaxTokens({ max_tokens: 7 })).toBe(7)
  })
})
