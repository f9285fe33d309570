import { configuredMaxTokens, fitMaxTokens, tokensForHistory } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'

describe('tokensForHistory', () => {
  it('G 45: is what prompt and answer leave of the context, and never less than nothing', () => {
    expect(tokensForHistory({ contextSize: 4096, maxTokens: 512 }, 100)).toBe(3484)
    expect(tokensForHistory({ contextSize: 4096, maxTokens: 512 }, 4000)).toBe(0)
  })

  it('G 45: is 2000 for a model that does not say how much it sees', () => {
    expect(tokensForHistory({ contextSize: undefined, maxTokens: 512 }, 100)).toBe(2000)
  })
})

describe('fitMaxTokens', () => {
  it('G 50: lowers max_tokens to what is left, to no less than 16', () => {
    expect(fitMaxTokens({ max_tokens: 100, top_p: 1 }, 1000, 990)).toEqual({
      max_tokens: 16,
      top_p: 1,
    })
    expect(fitMaxTokens({ max_tokens: 100 }, 1000, 950)).toEqual({ max_tokens: 50 })
    expect(fitMaxTokens({ max_tokens: 100 }, 1000, 5000)).toEqual({ max_tokens: 16 })
  })

  it('G 50: changes nothing that fits', () => {
    const parameters = { max_tokens: 100 }
    expect(fitMaxTokens(parameters, 1000, 500)).toBe(parameters)
    expect(fitMaxTokens(parameters, 1000, 900)).toBe(parameters)
    expect(fitMaxTokens(parameters, undefined, 5000)).toBe(parameters)
  })

  it.each(['max_tokens', 'max_output_tokens', 'max_completion_tokens', 'max_tokens_to_sample'])(
    'lowers the parameter the document limits the answer with: %s',
    (name) => {
      expect(fitMaxTokens({ [name]: 100, seed: 1 }, 1000, 950)).toEqual({ [name]: 50, seed: 1 })
    },
  )

  it('sets a limit where the document has none and the prompt leaves no room', () => {
    expect(fitMaxTokens({}, 1000, 1001)).toEqual({ max_tokens: 16 })
    expect(fitMaxTokens({}, 1000, 1000)).toEqual({})
  })

  it('changes no parameters it was given', () => {
    const parameters = Object.freeze({ max_tokens: 100 })
    fitMaxTokens(parameters, 1000, 990)
    expect(parameters).toEqual({ max_tokens: 100 })
  })
})

describe('configuredMaxTokens', () => {
  it('is 0 where nothing usable is configured', () => {
    expect(configuredMaxTokens({})).toBe(0)
    expect(configuredMaxTokens({ max_tokens: 'many' })).toBe(0)
    expect(configuredMaxTokens({ max_tokens: 7 })).toBe(7)
  })

  it('reads the provider’s own name first', () => {
    expect(configuredMaxTokens({ max_output_tokens: 9 })).toBe(9)
    expect(configuredMaxTokens({ max_output_tokens: 9, max_tokens: 7 })).toBe(9)
    expect(configuredMaxTokens({ max_output_tokens: null, max_tokens: 7 })).toBe(7)
  })
})
