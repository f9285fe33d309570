import { basicCompletionRequest } from '@weft/application/model'
import { ModelTokenCounter } from '@weft/adapters-llm'
import { historyMessages, type HistoryRound, type LanguageModel } from '@weft/domain/model'
import { readModelConfiguration } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { languageModelAt } from '../../support/registry.js'

/** Each message takes 4 tokens for its frame and 2 for its text; whatever is counted, 3 are for the reply. */
const ROUND: HistoryRound = { query: 'hello world', answer: 'hello world' }
const MESSAGE = 4 + 2
const REPLY = 3

/** Twenty characters, but few tokens. */
const LONG_WORD = 'internationalization'

const modelOf = (contextSize: number) =>
  languageModelAt(
    'http://127.0.0.1:9',
    { models: { 'gpt-4o': { mode: 'chat', contextSize } } },
    'gpt-4o',
  )

describe('a memory window', () => {
  it('keeps as many messages as fit by the tokens of the model', async () => {
    const counter = new ModelTokenCounter({ name: 'gpt-4o' })
    const kept = async (maxTokens: number) =>
      (
        await historyMessages([ROUND, ROUND, ROUND], maxTokens, (messages) =>
          counter.countPrompt(messages),
        )
      ).length
    expect(await kept(REPLY + 6 * MESSAGE)).toBe(6)
    expect(await kept(REPLY + 6 * MESSAGE - 1)).toBe(5)
    expect(await kept(REPLY + 2 * MESSAGE)).toBe(2)
    expect(await kept(0)).toBe(1)
  })

  it('holds what the rest of a prompt leaves of the context', async () => {
    const rest = REPLY + MESSAGE
    const window = REPLY + 4 * MESSAGE
    expect(await rememberedBy(await modelOf(rest + window))).toBe(4)
    expect(await rememberedBy(await modelOf(rest + window - 1))).toBe(3)
    expect(await rememberedBy(await modelOf(rest))).toBe(1)
  })

  it('leaves the answer what a prompt leaves, by the same count', async () => {
    const model = await modelOf(100)
    const { parameters, messages } = await requestTo(model, {
      query: Array.from({ length: 10 }, () => LONG_WORD).join(' '),
      parameters: { max_tokens: 90 },
    })
    const promptTokens = await model.countTokens(messages)
    expect(promptTokens).toBeLessThan(40)
    expect(parameters).toEqual({ max_tokens: 100 - promptTokens })
  })
})

async function rememberedBy(model: LanguageModel): Promise<number> {
  const history = [ROUND, ROUND, ROUND, ROUND]
  return (await requestTo(model, { query: 'hello world', history })).messages.length - 1
}

async function requestTo(
  model: LanguageModel,
  asked: {
    readonly query: string
    readonly history?: readonly HistoryRound[]
    readonly parameters?: { readonly max_tokens: number }
  },
) {
  const configuration = readModelConfiguration({
    pre_prompt: '',
    model: { provider: 'openai', name: 'gpt-4o', completion_params: { ...asked.parameters } },
  })
  return basicCompletionRequest(model, {
    app: 'chat',
    configuration,
    configured: configuration.model!,
    inputs: {},
    query: asked.query,
    history: asked.history,
    media: [],
    user: undefined,
  })
}
