import { EndUserId } from '@weft/domain/account'
import { Conversation, ConversationId, NEW_CONVERSATION_NAME } from '@weft/domain/conversation'
import { AppId, TenantId } from '@weft/domain/kernel'
import { aClock, sequentialIds } from '@weft/domain/kernel/testing'
import { describe, expect, it } from 'vitest'

const ids = sequentialIds()

describe('Conversation', () => {
  it('begins without a name of its own and says whose it is', () => {
    const conversation = aConversation()
    const { appId, endUserId } = conversation.properties
    expect(conversation.properties).toMatchObject({
      name: NEW_CONVERSATION_NAME,
      status: 'normal',
      deletedAt: undefined,
      version: 0,
    })
    expect(conversation.recordedEvents).toEqual([
      {
        type: 'ConversationBegun',
        schemaVersion: 1,
        aggregateId: conversation.id,
        at: aClock().now(),
        data: { appId, endUserId },
      },
    ])
  })

  it('moves on in time with every message, and keeps its beginning', () => {
    const clock = aClock()
    clock.advance(60_000)
    const touched = aConversation().touch(clock.now()).rename('Trip to Rome', clock.now())
    expect(touched.properties.updatedAt).toEqual(clock.now())
    expect(touched.properties.createdAt).toEqual(aClock().now())
    expect(touched.properties.name).toBe('Trip to Rome')
    expect(touched.recordedEvents.map((event) => event.type)).toEqual(['ConversationBegun'])
  })

  it('takes no name of more than 255 characters', () => {
    const at = aClock().now()
    const longest = 'x'.repeat(255)
    expect(aConversation().rename(longest, at).properties.name).toBe(longest)
    expect(() => aConversation().rename(`${longest}x`, at)).toThrow('at most 255')
  })
})

function aConversation(): Conversation {
  return Conversation.begin({
    id: ConversationId.parse(ids.next()),
    tenantId: TenantId.parse(ids.next()),
    appId: AppId.parse(ids.next()),
    endUserId: EndUserId.parse(ids.next()),
    mode: 'advanced-chat',
    configurationId: undefined,
    inputs: { city: 'Rome' },
    introduction: '',
    invokeFrom: 'service-api',
    at: aClock().now(),
  })
}
