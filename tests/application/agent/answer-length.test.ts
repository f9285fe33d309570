import { TenantId, TokenUsage, type JsonObject } from '@weft/domain/kernel'
import type { CompletionChunk, LanguageModel } from '@weft/domain/model'
import {
  runFunctionCallingAgent,
  runReactAgent,
  type AgentRun,
  type AgentTask,
} from '@weft/application/agent'
import { describe, expect, it } from 'vitest'

/** A model of 100 tokens that finds the prompts to be of the given sizes, one after the other. */
function aModel(sizes: readonly number[], replies: readonly CompletionChunk[]) {
  const calledWith: JsonObject[] = []
  const model: LanguageModel = {
    ref: { provider: 'p', name: 'm' },
    profile: { mode: 'chat', contextSize: 100, features: undefined },
    async *complete({ parameters }) {
      const reply = replies[calledWith.length]
      calledWith.push(parameters)
      if (reply) yield reply
      yield {
        type: 'finish',
        reason: { unified: 'stop', raw: undefined },
        usage: TokenUsage.none,
        isUsageCounted: false,
      }
    },
    countTokens: async () => sizes[calledWith.length] ?? 0,
  }
  return { model, calledWith }
}

async function run(
  agent: (task: AgentTask) => AgentRun,
  replies: readonly CompletionChunk[],
): Promise<readonly JsonObject[]> {
  const { model, calledWith } = aModel([10, 90, 60, 95], replies)
  const events = agent({
    model,
    parameters: { max_tokens: 50 },
    stop: [],
    instruction: '',
    history: [],
    query: 'Q',
    media: [],
    tools: [],
    maxIterations: 5,
    nodeId: undefined,
    invocation: {
      tenantId: TenantId.parse('11111111-1111-7111-8111-111111111111'),
      user: undefined,
      signal: new AbortController().signal,
    },
    idPrefix: 'agent',
    now: () => new Date(0),
  })
  for (let step = await events.next(); step.done !== true;) step = await events.next()
  return calledWith
}

const asks = (id: string): CompletionChunk => ({
  type: 'tool-call',
  call: { id, name: 'time', arguments: '{}' },
})
const says = (text: string): CompletionChunk => ({ type: 'text', text })
const acts = says('Action: {"action": "time", "action_input": {}}')

describe('the answer an agent leaves room for', () => {
  it.each<[string, (task: AgentTask) => AgentRun, readonly CompletionChunk[]]>([
    [
      'that calls functions',
      runFunctionCallingAgent,
      [asks('1'), asks('2'), asks('3'), says('Done')],
    ],
    ['that reasons in words', (task) => runReactAgent(task), [acts, acts, acts, says('Done')]],
  ])('stays short in an agent %s once it was shortened', async (_what, agent, replies) => {
    const calls = await run(agent, replies)
    expect(calls.map(({ max_tokens }) => max_tokens)).toEqual([50, 16, 16, 16])
  })
})
