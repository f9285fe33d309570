import { AppModeNotAvailable } from '@weft/domain/app'
import { ModelNotConfigured, textOf } from '@weft/domain/model'
import { InvalidInput, NodeKindTable } from '@weft/domain/workflow'
import { openConversation } from '@weft/application/conversation'
import { standardNodeKinds } from '@weft/application/workflow'
import { describe, expect, it } from 'vitest'
import {
  AGENT_DOCUMENT,
  CHAT_DOCUMENT,
  CHATFLOW_DOCUMENT,
  COMPLETION_DOCUMENT,
} from '../support/documents.js'
import { registryOf, ScriptedModel } from '../support/scripted-model.js'
import { collect, only } from '../support/workspace.js'

function portsFor(model?: ScriptedModel) {
  const models = registryOf(model)
  const kinds = NodeKindTable.of(
    standardNodeKinds({
      models,
      code: { run: async () => ({ type: 'refused', reason: 'busy', message: 'None here.' }) },
      templates: { render: (text) => ({ type: 'rendered', text }) },
    }),
  )
  return { models, kinds }
}

describe('openConversation', () => {
  it('carries variables and rounds of an advanced-chat document from turn to turn', async () => {
    const conversation = openConversation(CHATFLOW_DOCUMENT, portsFor())
    const first = await collect(conversation.say({ query: 'One' }))
    const second = await collect(conversation.say({ query: 'Two' }))
    expect(only(first, 'MessageEnded').answer).toBe('1: One, before: nothing')
    expect(only(second, 'MessageEnded').answer).toBe('2: Two, before: One')
    const begun = (events: typeof first) => only(events, 'GenerationBegun').message?.conversationId
    expect(begun(second)).toBe(begun(first))
    expect(second.map(({ type }) => type).slice(-2)).toEqual(['MessageEnded', 'RunSucceeded'])
  })

  it('remembers the rounds of a chat document', async () => {
    const model = new ScriptedModel(['Hel', 'lo'])
    const conversation = openConversation(CHAT_DOCUMENT, portsFor(model))
    const turn = { inputs: { name: 'Ada' }, user: 'u-1' }
    await collect(conversation.say({ ...turn, query: 'One' }))
    const second = await collect(conversation.say({ ...turn, query: 'Two' }))
    expect(only(second, 'MessageEnded').answer).toBe('Hello')
    expect(model.requests[1]?.messages.map(textOf)).toEqual([
      'You help Ada.\n',
      'One',
      'Hello',
      'Two',
    ])
  })

  it('lets the turns of a completion document stand alone', async () => {
    const model = new ScriptedModel(['Done'])
    const conversation = openConversation(COMPLETION_DOCUMENT, portsFor(model))
    for (let turn = 0; turn < 2; turn++)
      await collect(conversation.say({ query: '', inputs: { name: 'Ada' } }))
    expect(model.requests[1]?.messages).toHaveLength(1)
  })

  it('ends a turn when its signal is aborted', async () => {
    const model = new ScriptedModel(['Hel', { wait: true }])
    const client = new AbortController()
    const conversation = openConversation(CHAT_DOCUMENT, portsFor(model))
    const turn = { query: 'Hi', inputs: { name: 'Ada' }, signal: client.signal }
    const stream = conversation.say(turn)
    await stream.next()
    await stream.next()
    const end = stream.next()
    client.abort()
    expect((await end).value).toMatchObject([{ type: 'MessageEnded', answer: 'Hel' }])
  })

  it('refuses what it cannot answer', async () => {
    expect(() => openConversation(AGENT_DOCUMENT, portsFor())).toThrow(AppModeNotAvailable)
    const conversation = openConversation(CHAT_DOCUMENT, portsFor())
    await expect(collect(conversation.say({ query: 'Hi' }))).rejects.toThrow(InvalidInput)
    await expect(
      collect(conversation.say({ query: 'Hi', inputs: { name: 'Ada' } })),
    ).rejects.toThrow(ModelNotConfigured)
  })
})
