import {
  Conversation,
  ConversationCompleted,
  ConversationId,
  nameFromQuery,
} from '@weft/domain/conversation'
import { AppId } from '@weft/domain/app'
import { EndUserId } from '@weft/domain/account'
import { TenantId } from '@weft/domain/kernel'
import { sequentialIds } from '@weft/domain/kernel/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const ids = sequentialIds()
const aConversation = () =>
  Conversation.begin({
    id: ConversationId.parse(ids.next()),
    tenantId: TenantId.parse(ids.next()),
    appId: AppId.parse(ids.next()),
    endUserId: EndUserId.parse(ids.next()),
    mode: 'chat',
    configurationId: undefined,
    inputs: {},
    introduction: '',
    invokeFrom: 'service-api',
    at: new Date(0),
  })

describe('Conversation', () => {
  it('takes messages until it is completed', () => {
    const open = aConversation()
    expect(() => {
      open.requireOpen()
    }).not.toThrow()
    const completed = Conversation.restore({ ...open.properties, status: 'completed' })
    expect(() => {
      completed.requireOpen()
    }).toThrow(ConversationCompleted)
  })
})

describe('nameFromQuery', () => {
  it('is the query on one line', () => {
    expect(nameFromQuery('  What is\n weft? ')).toBe('What is weft?')
  })

  it('cuts a long query at 47 characters and says so', () => {
    expect(nameFromQuery('x'.repeat(51))).toBe(`${'x'.repeat(47)}...`)
    expect(nameFromQuery('x'.repeat(50))).toBe('x'.repeat(50))
  })

  it('never cuts a character in two, and has at most 50', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (query) => {
        const name = nameFromQuery(query)
        expect(Array.from(name).length).toBeLessThanOrEqual(50)
        expect(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/.test(name)).toBe(false)
      }),
    )
  })
})
