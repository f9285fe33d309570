import { chooseChatModel, type ChatModelChoice, type ModelDescription } from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const describeModel = (name: string, more: Partial<ModelDescription> = {}): ModelDescription => ({
  name,
  label: { en_US: name },
  type: 'llm',
  isDeprecated: false,
  fetchFrom: 'predefined-model',
  features: undefined,
  properties: { mode: 'chat' },
  parameterRules: [],
  pricing: undefined,
  ...more,
})

const KNOWN = [
  describeModel('old', { isDeprecated: true }),
  describeModel('instruct', { properties: { mode: 'completion' } }),
  describeModel('large'),
  describeModel('small'),
  describeModel('vectors', { type: 'text-embedding' }),
]

const choose = (choice: Partial<ChatModelChoice> = {}): string | undefined =>
  chooseChatModel({
    named: [],
    everyday: ['small'],
    known: KNOWN,
    offered: undefined,
    isEnabled: () => true,
    ...choice,
  })

describe('chooseChatModel', () => {
  it('takes the everyday model, else the first that the catalogue knows to chat', () => {
    expect(choose()).toBe('small')
    expect(choose({ everyday: [] })).toBe('large')
    expect(choose({ everyday: ['gone from the catalogue'] })).toBe('large')
    expect(choose({ everyday: ['all there is'], known: [] })).toBe('all there is')
    expect(choose({ offered: ['large', 'small', 'x'] })).toBe('small')
  })

  it('takes what is really offered where that differs from the catalogue', () => {
    expect(choose({ offered: ['large', 'x'] })).toBe('large')
    expect(choose({ offered: ['nomic-embed-text', 'vectors', 'qwen3:8b'] })).toBe('qwen3:8b')
    expect(choose({ offered: ['nomic-embed-text', 'whisper-1', 'bge-m3'] })).toBeUndefined()
  })

  it('takes a named model whatever is offered', () => {
    expect(choose({ named: ['mine'], offered: ['small'] })).toBe('mine')
  })

  it('passes over what is switched off', () => {
    expect(choose({ isEnabled: (name) => name !== 'small' })).toBe('large')
    expect(choose({ named: ['mine'], isEnabled: (name) => name !== 'mine' })).toBe('small')
  })

  it('knows nothing better where a list is empty', () => {
    expect(choose({ offered: [] })).toBe('small')
    expect(choose({ everyday: [], known: [], offered: [] })).toBeUndefined()
  })

  it('never chooses what is not offered, nor what is switched off', () => {
    const names = fc.subarray(['small', 'large', 'instruct', 'old', 'vectors', 'a', 'b', 'c-embed'])
    fc.assert(
      fc.property(names, names, names, (everyday, offered, disabled) => {
        const isEnabled = (one: string): boolean => !disabled.includes(one)
        const chosen = choose({ everyday, offered, isEnabled })
        if (chosen === undefined) return
        expect(isEnabled(chosen)).toBe(true)
        if (offered.length > 0) expect(offered).toContain(chosen)
      }),
    )
  })
})
