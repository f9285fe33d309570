import { parseOfflineScript } from '@weft/adapters-llm'
import { ModelCallFailed } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import {
  aCompletionRequest,
  collect,
  failureOf,
  finishOf,
  textOfChunks,
} from '../../support/completion-request.js'
import { aRegistry, tenantId } from '../../support/registry.js'

async function scripted(json: unknown) {
  const registry = aRegistry({
    providers: [{ kind: 'offline', scripts: { script: parseOfflineScript(json) } }],
  })
  const model = await registry.languageModel(tenantId, { provider: 'offline', name: 'script' })
  return {
    says: async (content: string, nodeId?: string) =>
      collect(model, aCompletionRequest({ messages: [{ role: 'user', content }], nodeId })),
    textFor: async (content: string, nodeId?: string) =>
      textOfChunks(
        await collect(model, aCompletionRequest({ messages: [{ role: 'user', content }], nodeId })),
      ),
  }
}

describe('the script model', () => {
  it('asks the node first, then the patterns in order, then gives the answer to everything else', async () => {
    const { textFor } = await scripted({
      nodes: { classify: 'by node' },
      patterns: [
        { pattern: 'weather', flags: 'i', reply: 'by first pattern' },
        { pattern: 'WEATHER|time', reply: 'by second pattern' },
      ],
      otherwise: 'by default',
    })
    expect(await textFor('weather', 'classify')).toBe('by node')
    expect(await textFor('The WEATHER?', 'other')).toBe('by first pattern')
    expect(await textFor('what time', undefined)).toBe('by second pattern')
    expect(await textFor('hello')).toBe('by default')
  })

  it('gives the replies of a node one after the other and starts again', async () => {
    const { textFor } = await scripted({ nodes: { llm: ['one', 'two'] } })
    const texts: string[] = []
    for (let time = 0; time < 5; time++) texts.push(await textFor('x', 'llm'))
    expect(texts).toEqual(['one', 'two', 'one', 'two', 'one'])
  })

  it('can stay at the last reply', async () => {
    const { textFor } = await scripted({
      nodes: { llm: { replies: ['one', 'two'], atEnd: 'repeat-last' } },
    })
    const texts = [await textFor('', 'llm'), await textFor('', 'llm'), await textFor('', 'llm')]
    expect(texts).toEqual(['one', 'two', 'two'])
  })

  it('can fail after the last reply', async () => {
    const { says } = await scripted({ nodes: { llm: { replies: ['one'], atEnd: 'fail' } } })
    await says('', 'llm')
    const error = await failureOf(says('', 'llm'))
    expect(error).toBeInstanceOf(ModelCallFailed)
    expect((error as Error).message).toContain('node "llm" has 1 replies')
  })

  it('sends reasoning, chunks with their delays, and tool calls', async () => {
    const { says } = await scripted({
      otherwise: {
        reasoning: 'thinking',
        text: ['a', { text: 'b', delayMs: 60 }],
        toolCalls: [{ name: 'clock' }, { id: 'x', name: 'sum', arguments: { a: 1 } }],
        usage: { promptTokens: 3, completionTokens: 4 },
      },
    })
    const startedAt = performance.now()
    const chunks = await says('go')
    expect(performance.now() - startedAt).toBeGreaterThan(50)
    expect(chunks.slice(0, -1)).toEqual([
      { type: 'reasoning', text: 'thinking' },
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
      { type: 'tool-call', call: { id: 'call_1', name: 'clock', arguments: '{}' } },
      { type: 'tool-call', call: { id: 'x', name: 'sum', arguments: '{"a":1}' } },
    ])
    const finish = finishOf(chunks)
    expect(finish).toMatchObject({ reason: { unified: 'tool-calls' }, isUsageCounted: false })
    expect(finish.usage.totalTokens).toBe(7)
  })

  it('fails as told, after what it said before', async () => {
    const { says } = await scripted({
      otherwise: [
        { failure: { kind: 'rate-limit', message: 'slow down', retryAfterMs: 1_500 } },
        'fine',
      ],
    })
    expect(await failureOf(says('x'))).toMatchObject({
      kind: 'rate-limit',
      message: 'slow down',
      retryAfterMs: 1_500,
      retryable: true,
    })
    expect(textOfChunks(await says('x'))).toBe('fine')
  })

  it('says what it would answer when nothing matches', async () => {
    const { says } = await scripted({
      nodes: { classify: 'x' },
      patterns: [{ pattern: 'weather', flags: 'i', reply: 'y' }],
    })
    const error = await failureOf(says('What now?', 'llm'))
    expect(error).toMatchObject({ kind: 'bad-request' })
    expect((error as Error).message).toBe(
      'offline/script: The script has no answer for the node "llm" and the text "What now?". ' +
        'It answers: node "classify", pattern /weather/i.',
    )
  })
})

describe('parseOfflineScript', () => {
  it('reads text as well as values', () => {
    expect(parseOfflineScript('{"otherwise": "hi"}')).toEqual(
      parseOfflineScript({ otherwise: 'hi' }),
    )
  })

  it.each([
    ['{', /^Offline script: not valid JSON/],
    [[], '$: expected an object'],
    [{ node: {} }, '$.node: expected one of the keys nodes, patterns, otherwise instead'],
    [{ nodes: { llm: [] } }, '$.nodes.llm: expected a list with at least one entry'],
    [{ nodes: { llm: ['a', { delayMs: -1 }] } }, '$.nodes.llm[1].delayMs: expected a whole number'],
    [{ otherwise: { txt: 'a' } }, '$.otherwise.txt: expected one of the keys'],
    [{ otherwise: { text: [1] } }, '$.otherwise.text[0]: expected an object'],
    [{ otherwise: { text: [{ delayMs: 1 }] } }, '$.otherwise.text[0].text: expected a text'],
    [{ patterns: [{ pattern: '(', reply: 'a' }] }, '$.patterns[0].pattern: expected a regular'],
    [{ patterns: [{ pattern: 'a', flags: 'g', reply: 'a' }] }, '$.patterns[0].flags: expected'],
    [{ patterns: [{ pattern: 'a' }] }, '$.patterns[0].replies: expected a list'],
    [
      { patterns: [{ pattern: 'a', reply: 'a', replies: ['b'] }] },
      '$.patterns[0].replies: expected either reply or replies, not both',
    ],
    [{ otherwise: { failure: { kind: 'boom' } } }, '$.otherwise.failure.kind: expected connection'],
    [{ otherwise: { toolCalls: [{}] } }, '$.otherwise.toolCalls[0].name: expected a text'],
    [{ otherwise: { replies: ['a'], atEnd: 'stop' } }, '$.otherwise.atEnd: expected restart or'],
    [{ otherwise: { usage: { promptTokens: 1 } } }, '$.otherwise.usage.completionTokens'],
  ])('refuses %j and names the place', (json, message) => {
    expect(() => parseOfflineScript(json)).toThrow(message)
  })
})
