import type { JsonObject } from '@weft/domain/kernel'
import { ModelCallFailed, textOf } from '@weft/domain/model'
import type { NodeContext } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { bind, execute, kindOf, nodeContext, text, type Variables } from './node-harness.js'
import { outputsOf, type Turn, TurnModel } from './turn-model.js'

const data: JsonObject = {
  query_variable_selector: ['a', 'q'],
  model: { provider: 'openai', name: 'gpt', mode: 'chat', completion_params: { temperature: 0.1 } },
  classes: [
    { id: '1', name: 'About {{#a.topic#}}' },
    { id: '2', name: 'Anything else', label: 'REST' },
  ],
  instruction: 'Mind the {{#a.topic#}}.',
  topics: [],
  instructions: '',
}
const variables: Variables = { 'a.q': text('How is it?'), 'a.topic': text('rain') }

async function classify(
  turn: Turn | TurnModel,
  changes: JsonObject = {},
  overrides: Partial<NodeContext> = {},
) {
  const model = turn instanceof TurnModel ? turn : new TurnModel([turn])
  const kind = kindOf('question-classifier', { services: { models: model.registry } })
  const context = nodeContext(variables, overrides)
  return { ...(await execute(bind(kind, { ...data, ...changes }), context)), model }
}

const choice = (id: unknown, name: unknown = 'x') =>
  `\`\`\`json\n${JSON.stringify({ keywords: [], category_id: id, category_name: name })}\n\`\`\``

describe('question-classifier', () => {
  it('takes the edges of the class the model names, and streams nothing', async () => {
    const { outcome, progress } = await classify({ text: choice('2') })
    expect(progress).toEqual([])
    expect(outcome).toMatchObject({
      type: 'succeeded',
      handle: '2',
      outputs: { class_name: 'Anything else', class_label: 'REST', class_id: '2' },
      inputs: { query: 'How is it?', model_provider: 'openai', model_name: 'gpt' },
      processData: { model_mode: 'chat', model_provider: 'fake', finish_reason: 'stop' },
      metadata: { total_tokens: 15, total_price: '0.0100000', currency: 'USD' },
    })
    expect(outputsOf(outcome)?.['usage']).toMatchObject({ total_tokens: 15 })
    expect(outcome.usage?.totalTokens).toBe(15)
  })

  it('numbers classes without a label, and renders their names', async () => {
    const { outcome } = await classify({ text: choice('1') })
    expect(outputsOf(outcome)).toMatchObject({ class_name: 'About rain', class_label: 'CLASS 1' })
  })

  it.each([
    ['an id nobody offered', choice('9')],
    ['no id', '{"category_name": "Anything else"}'],
    ['no name', '{"category_id": "2"}'],
  ])('takes the first class for %s (H 77)', async (_, reply) => {
    expect((await classify({ text: reply })).outcome).toMatchObject({
      type: 'succeeded',
      handle: '1',
    })
  })

  it.each([
    ['among other words', `I think ${choice('2')} it is`],
    ['without a fence', 'Sure: {"category_id": "2", "category_name": "y"} there'],
    ['in a list of one', '[{"category_id": "2", "category_name": "y"}]'],
    ['after thoughts', `<think>{"category_id": "1"}</think>\n${choice('2')}`],
    ['with a number as id', '{"category_id": 2, "category_name": "y"}'],
  ])('finds the choice %s', async (_, reply) => {
    expect((await classify({ text: reply })).outcome).toMatchObject({ handle: '2' })
  })

  it('fails where there is no JSON, and still counts the tokens (H 77)', async () => {
    const { outcome } = await classify({ text: 'The second one.' })
    expect(outcome).toMatchObject({
      type: 'failed',
      error: 'could not find json block in the output.',
      errorType: 'ValueError',
      metadata: { total_tokens: 15 },
      inputs: { query: 'How is it?' },
    })
  })

  it.each([['{"category_id": "2",}'], ['{"category_id": }'], ['[1, 2]']])(
    'fails for JSON that is no choice: %s',
    async (reply) => {
      const { outcome } = await classify({ text: reply })
      expect(outcome).toMatchObject({
        type: 'failed',
        errorType: 'OutputParserError',
        error: expect.stringMatching(/^got invalid json object\. error: /) as string,
      })
    },
  )

  it('asks with the task, two examples and the question', async () => {
    const { model } = await classify({ text: choice('1') })
    const prompt = model.prompt()
    expect(prompt.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
    ])
    const question: unknown = JSON.parse(textOf(prompt[5]!))
    expect(question).toEqual({
      input_text: ['How is it?'],
      categories: [
        { category_id: '1', category_name: 'About rain' },
        { category_id: '2', category_name: 'Anything else' },
      ],
      classification_instructions: ['Mind the rain.'],
    })
    expect(model.requests[0]).toMatchObject({ parameters: { temperature: 0.1 }, nodeId: 'n' })
  })

  it('asks a completion model with one text', async () => {
    const model = new TurnModel([{ text: choice('2') }], { profile: { mode: 'completion' } })
    const { outcome } = await classify(model)
    expect(outcome).toMatchObject({ handle: '2' })
    expect(model.prompt()).toHaveLength(1)
    expect(textOf(model.prompt()[0]!)).toContain('How is it?')
  })

  it('tells earlier rounds as text', async () => {
    const memory = { read: () => Promise.resolve([{ query: 'before', answer: 'after' }]) }
    const { model } = await classify(
      { text: choice('1') },
      { memory: { window: { enabled: true, size: 3 } } },
      { memory },
    )
    expect(model.prompt()).toHaveLength(6)
    expect(textOf(model.prompt()[0]!)).toContain(
      '<histories>\nHuman: before\nAssistant: after\n</histories>',
    )
  })

  it('asks about nothing where the variable is missing', async () => {
    const { model, outcome } = await classify(
      { text: choice('1') },
      { query_variable_selector: ['gone', 'q'] },
    )
    expect(outcome).toMatchObject({ type: 'succeeded', inputs: { query: '' } })
    expect(textOf(model.prompt()[5]!)).toContain('"input_text":[""]')
  })

  it('fails with the name of what went wrong with the model', async () => {
    const failure = new ModelCallFailed({ provider: 'p', name: 'm' }, 'rate-limit', 'Slow down.')
    expect((await classify({ failure })).outcome).toMatchObject({
      type: 'failed',
      error: 'Slow down.',
      errorType: 'InvokeRateLimitError',
    })
  })

  it('fails where there are no classes', async () => {
    expect((await classify({ text: choice('1') }, { classes: [] })).outcome).toMatchObject({
      type: 'failed',
      error: 'The classifier has no classes to choose from.',
    })
  })
})
