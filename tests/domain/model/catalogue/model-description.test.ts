import {
  featuresOf,
  hydrateParameterRule,
  isModelType,
  legacyModelType,
  maxTokensRule,
  MODEL_TYPES,
  supportsContent,
} from '@weft/domain/model'
import { describe, expect, it } from 'vitest'

const rule = (name: string, useTemplate?: string) =>
  hydrateParameterRule({ name, ...(useTemplate === undefined ? {} : { useTemplate }) })

describe('model types', () => {
  it('are known by their canonical names only', () => {
    expect(MODEL_TYPES).toEqual([
      'llm',
      'text-embedding',
      'rerank',
      'speech2text',
      'moderation',
      'tts',
    ])
    for (const legacy of ['text-generation', 'embeddings', 'reranking', 'toString'])
      expect(isModelType(legacy)).toBe(false)
  })

  it('have legacy names for what was stored under them', () => {
    expect(MODEL_TYPES.map(legacyModelType)).toEqual([
      'text-generation',
      'embeddings',
      'reranking',
      'speech2text',
      'moderation',
      'tts',
    ])
  })
})

describe('features of a model', () => {
  it('G 12: are inferred from a parameter for schemas where none are listed', () => {
    const parameterRules = [rule('json_schema')]
    expect(featuresOf({ features: undefined, parameterRules })).toEqual(['structured-output'])
    expect(featuresOf({ features: undefined, parameterRules: [] })).toBeUndefined()
  })

  it('G 12: stay as they are listed, even when that is nothing', () => {
    expect(featuresOf({ features: [], parameterRules: [rule('json_schema')] })).toEqual([])
  })

  it('G 13: tell which content a model takes', () => {
    expect(supportsContent(['vision'], 'image')).toBe(true)
    expect(supportsContent(['vision'], 'audio')).toBe(false)
    expect(supportsContent(undefined, 'image')).toBe(false)
    expect(supportsContent(undefined, 'text')).toBe(true)
  })
})

describe('a parameter rule', () => {
  it('G 14: takes from its template what it does not say itself', () => {
    const hydrated = hydrateParameterRule({ name: 't', useTemplate: 'temperature', max: 2 })
    expect(hydrated).toMatchObject({ type: 'float', min: 0, max: 2, default: 0, precision: 2 })
    expect(hydrated.help?.en_US).not.toBe('')
  })

  it('gives an explicit 0 up for the template, as documents expect', () => {
    expect(hydrateParameterRule({ name: 'x', useTemplate: 'top_p', default: 0 }).default).toBe(1)
  })

  it.each(['nobody', 'toString', '__proto__'])('keeps the unknown template %s', (useTemplate) => {
    expect(hydrateParameterRule({ name: 'x', useTemplate, min: 3 })).toMatchObject({
      useTemplate,
      type: 'string',
      min: 3,
      max: undefined,
    })
  })

  it.each([
    ['temperature', { type: 'float', default: 0, min: 0, max: 1, precision: 2, options: [] }],
    ['top_p', { type: 'float', default: 1, min: 0, max: 1, precision: 2, options: [] }],
    ['top_k', { type: 'int', default: 50, min: 1, max: 100, precision: 0, options: [] }],
    ['presence_penalty', { type: 'float', default: 0, min: 0, max: 1, precision: 2 }],
    ['frequency_penalty', { type: 'float', default: 0, min: 0, max: 1, precision: 2 }],
    ['max_tokens', { type: 'int', default: 64, min: 1, max: 2048, precision: 0, options: [] }],
    ['response_format', { type: 'string', default: undefined, options: ['JSON', 'XML'] }],
    ['json_schema', { type: 'text', default: undefined, min: undefined, options: [] }],
  ])('is from the template %s what everybody means by it', (name, expected) => {
    expect(rule(name, name)).toMatchObject({ isRequired: false, useTemplate: name, ...expected })
  })

  it('limits the length of answers under whatever name', () => {
    expect(maxTokensRule([rule('a'), rule('max_output', 'max_tokens')])?.name).toBe('max_output')
    expect(maxTokensRule([rule('max_tokens')])?.name).toBe('max_tokens')
    expect(maxTokensRule([rule('a')])).toBeUndefined()
  })
})
