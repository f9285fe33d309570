import { EndUserId } from '@weft/domain/account'
import { ConversationId, Message, MessageId } from '@weft/domain/conversation'
import { AppId, Money, TenantId, TokenUsage } from '@weft/domain/kernel'
import { aClock, sequentialIds } from '@weft/domain/kernel/testing'
import { describe, expect, it } from 'vitest'

const ids = sequentialIds()
const usage = TokenUsage.of({
  promptTokens: 3,
  completionTokens: 4,
  promptPrice: Money.of('0.0000032'),
})

describe('Message', () => {
  it('begins pending, with nothing said and nothing spent', () => {
    expect(aMessage().properties).toMatchObject({
      status: 'pending',
      answer: '',
      error: undefined,
      retrieverResources: [],
      version: 0,
    })
    expect(aMessage().properties.usage.totalTokens).toBe(0)
    expect(aMessage().recordedEvents).toEqual([])
  })

  it('is completed with its answer, and tells what that cost but not what was said', () => {
    const clock = aClock()
    clock.advance(5)
    const message = aMessage().complete({
      answer: 'Forty-two.',
      usage,
      retrieverResources: [{ position: 1 }],
      at: clock.now(),
    })
    expect(message.properties).toMatchObject({ status: 'normal', answer: 'Forty-two.' })
    expect(message.properties.updatedAt).toEqual(clock.now())
    expect(message.recordedEvents.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'MessageCompleted', data: { totalTokens: 7, totalPrice: '0.0000032' } },
    ])
  })

  it('tells how long the answer took as a whole, and keeps what the model was asked', () => {
    const clock = aClock()
    const pending = aMessage()
    clock.advance(1_250)
    const prompt = [{ role: 'user', text: 'What is the answer?', files: [] }]
    const end = { answer: '', usage, prompt, at: clock.now() }
    const completed = pending.complete({ ...end, retrieverResources: [] })
    expect(completed.properties).toMatchObject({ responseSeconds: 1.25, prompt })
    const failed = pending.fail({ ...end, error: 'Gone.' })
    expect(failed.properties).toMatchObject({ responseSeconds: 1.25, prompt })
  })

  it('belongs to no run that never began', () => {
    expect(aMessage().withoutRun().properties.runId).toBeUndefined()
  })

  it('keeps what was streamed before it failed', () => {
    const message = aMessage().fail({
      answer: 'Forty-',
      usage,
      error: 'The line went dead.',
      at: aClock().now(),
    })
    expect(message.properties).toMatchObject({
      status: 'error',
      answer: 'Forty-',
      error: 'The line went dead.',
    })
    expect(message.recordedEvents.map((event) => event.type)).toEqual(['MessageFailed'])
  })
})

function aMessage(): Message {
  return Message.begin({
    id: MessageId.parse(ids.next()),
    tenantId: TenantId.parse(ids.next()),
    appId: AppId.parse(ids.next()),
    conversationId: ConversationId.parse(ids.next()),
    endUserId: EndUserId.parse(ids.next()),
    inputs: {},
    query: 'What is the answer?',
    files: [],
    runId: undefined,
    at: aClock().now(),
  })
}
