import {
  addRoundUsage,
  canCallTools,
  chooseAppStrategy,
  flattenMedia,
  reactMessages,
  reactSystemPrompt,
  readCallArguments,
  roundsFor,
} from '@weft/domain/agent'
import { Money, TokenUsage } from '@weft/domain/kernel'
import type { LanguageModel, ModelFeature } from '@weft/domain/model'
import type { ToolParameter } from '@weft/domain/tool'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const model = (features?: readonly ModelFeature[], provider = 'p'): LanguageModel => ({
  ref: { provider, name: 'm' },
  profile: { mode: 'chat', contextSize: undefined, features: features && new Set(features) },
  complete: () => {
    throw new Error('not asked')
  },
  countTokens: async () => 0,
})

describe('chooseAppStrategy', () => {
  it.each<[string | undefined, LanguageModel, string]>([
    ['react', model(['tool-call']), 'function-calling'],
    ['cot', model(['multi-tool-call']), 'function-calling'],
    ['function_call', model(['vision']), 'react'],
    ['function_call', model(), 'function-calling'],
    ['react', model(), 'react'],
    [undefined, model(), 'react'],
    ['other', model(undefined, 'langgenius/openai/openai'), 'function-calling'],
    ['other', model(), 'react'],
  ])(
    'goes by what the model can do, then by what is configured (62): %s',
    (name, which, strategy) => {
      expect(chooseAppStrategy(name, which)).toBe(strategy)
    },
  )

  it('takes a model nothing is known of at the author’s word', () => {
    expect([model(), model(['tool-call']), model([])].map(canCallTools)).toEqual([
      true,
      true,
      false,
    ])
  })
})

describe('roundsFor', () => {
  it.each([
    [3, 4],
    [500, 100],
    [0, 1],
    [-5, 1],
    [2.9, 3],
  ])('gives %d iterations %d rounds (63)', (iterations, rounds) => {
    expect(roundsFor(iterations)).toBe(rounds)
  })
})

describe('addRoundUsage', () => {
  const usage = (promptTokens: number, completionTokens: number, unit: string, currency = 'USD') =>
    TokenUsage.of({
      promptTokens,
      completionTokens,
      promptUnitPrice: unit,
      promptPrice: Money.of('0.1', currency),
      completionPrice: Money.of('0.2', currency),
      latency: promptTokens,
    })

  it('sums tokens and prices and keeps the unit prices of the first round (71)', () => {
    const total = addRoundUsage(usage(10, 5, '1'), usage(7, 3, '2'))
    expect(total.totalTokens).toBe(25)
    expect(total.promptUnitPrice).toBe('1')
    expect(total.latency).toBe(10)
    expect(total.totalPrice.toString()).toBe('0.6')
  })

  it('keeps to one currency', () => {
    const total = addRoundUsage(usage(10, 5, '1'), usage(7, 3, '2', 'EUR'))
    expect(total.totalTokens).toBe(25)
    expect(total.totalPrice.toString()).toBe('0.3')
  })

  it('G 113: comes to the tokens of all rounds, however many there were', () => {
    const anyRound = fc.tuple(fc.nat(10_000), fc.nat(10_000))
    fc.assert(
      fc.property(fc.array(anyRound), (rounds) => {
        const sum = (position: 0 | 1) => rounds.reduce((all, round) => all + round[position], 0)
        const total = rounds
          .map(([prompt, completion]) => usage(prompt, completion, '1'))
          .reduce(addRoundUsage, TokenUsage.none)
        expect(total.promptTokens).toBe(sum(0))
        expect(total.completionTokens).toBe(sum(1))
        expect(total.totalTokens).toBe(sum(0) + sum(1))
      }),
    )
  })

  it('begins with the first round that used anything', () => {
    const first = usage(1, 1, '3')
    expect(addRoundUsage(TokenUsage.none, first)).toBe(first)
  })
})

describe('readCallArguments', () => {
  const parameter = (name: string): ToolParameter => ({
    name,
    type: 'string',
    form: 'llm',
    description: '',
    isRequired: true,
  })
  const read = (given: Parameters<typeof readCallArguments>[0], ...names: readonly string[]) =>
    readCallArguments(given, names.map(parameter))

  it.each([
    ['', {}],
    [null, {}],
    ['{"a": 1}', { a: 1 }],
    [{ a: 1 }, { a: 1 }],
  ])('reads %j (67)', (given, values) => {
    expect(read(given, 'a', 'b')).toEqual({ type: 'arguments', values })
  })

  it('takes a bare text for the only parameter', () => {
    expect(read('warp', 'q')).toEqual({ type: 'arguments', values: { q: 'warp' } })
    expect(read('"warp"', 'q')).toEqual({ type: 'arguments', values: { q: 'warp' } })
  })

  it('says so where nothing can be made of it (67)', () => {
    expect(read('{bad', 'a', 'b')).toMatchObject({ type: 'unreadable' })
    expect(read('[1]')).toMatchObject({ type: 'unreadable' })
  })

  it('never fails (property)', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json()),
        fc.array(fc.string(), { maxLength: 3 }),
        (given, names) => {
          expect(read(given, ...names).type).toMatch(/^(arguments|unreadable)$/)
        },
      ),
    )
  })
})

describe('flattenMedia', () => {
  it('leaves marks in place of files (68)', () => {
    const source = { type: 'url', url: 'x:/y' } as const
    const media = { mimeType: 'x/y', filename: 'f', source }
    expect(
      flattenMedia([
        { role: 'system', content: 's' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'look' },
            { type: 'image', ...media },
            { type: 'document', ...media },
          ],
        },
      ]),
    ).toEqual([
      { role: 'system', content: 's' },
      { role: 'user', content: 'look\n[image]\n[file]' },
    ])
  })
})

describe('the prompt of an agent that acts in words', () => {
  const tool = { name: 'look', description: 'Looks.', parameters: {} }

  it('names the tools, and takes nothing in an instruction for a place of its own', () => {
    const prompt = reactSystemPrompt('{{instruction}}|{{tools}}|{{tool_names}}', 'be {{tools}}', [
      tool,
    ])
    expect(prompt).toBe(
      'be {{tools}}|[{"name": "look", "description": "Looks.", "parameters": {}}]|look',
    )
  })

  it('is one text for a model that continues texts', () => {
    const messages = reactMessages({
      mode: 'completion',
      system: 'S',
      history: [
        { role: 'user', content: 'q0' },
        { role: 'assistant', content: 'a0' },
      ],
      query: { role: 'user', content: 'q1' },
      steps: [{ thought: 't', action: '{}', observation: 'o' }],
    })
    expect(messages).toEqual([
      {
        role: 'user',
        content:
          'S\nQuestion: q0\n\na0\n\nQuestion: q1\nThought: t\n\nAction: {}\n\nObservation: o\n\nThought: ',
      },
    ])
  })
})
