import { EndUserId } from '@weft/domain/account'
import { ConversationId, Message, MessageId } from '@weft/domain/conversation'
import { AppId, Conflict } from '@weft/domain/kernel'
import { RunId } from '@weft/domain/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aMessage, anId, aTime, aUsage, aVariable } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'
import { aStoredWorkspace } from './workspace.js'

export function describeConversationRepositories(name: string, open: OpenPersistence): void {
  describe(`${name}: conversation repositories`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    describe('conversations', () => {
      it('are found by their own app and end user only', async () => {
        const { tenantId, conversation, app, endUser } = await aStoredWorkspace(store.unitOfWork)
        const owner = { appId: app.id, endUserId: endUser.id }
        const found = await store.unitOfWork.run(tenantId, async ({ conversations }) => [
          await conversations.find(conversation.id, owner),
          await conversations.find(conversation.id, { ...owner, appId: AppId.parse(anId()) }),
          await conversations.find(conversation.id, {
            ...owner,
            endUserId: EndUserId.parse(anId()),
          }),
          await conversations.find(ConversationId.parse(anId()), owner),
        ])
        expect(found.map((each) => each?.properties)).toEqual([
          { ...conversation.properties, version: 1 },
          undefined,
          undefined,
          undefined,
        ])
      })

      it('keep changes and refuse outdated ones', async () => {
        const { tenantId, conversation, app, endUser } = await aStoredWorkspace(store.unitOfWork)
        const owner = { appId: app.id, endUserId: endUser.id }
        await store.unitOfWork.run(tenantId, async ({ conversations }) => {
          const loaded = (await conversations.find(conversation.id, owner))!
          await conversations.save(loaded.rename('Threads', aTime(1)))
          await expect(conversations.save(loaded.touch(aTime(2)))).rejects.toThrow(Conflict)
          const after = await conversations.find(conversation.id, owner)
          expect(after?.properties).toMatchObject({ name: 'Threads', updatedAt: aTime(1) })
        })
      })
    })

    describe('messages', () => {
      const complete = (message: Message, answer: string) =>
        message.complete({
          answer,
          usage: aUsage(),
          retrieverResources: [{ position: 1, content: 'a\u0000b' }],
          prompt: [{ role: 'user', text: 'a\u0000b', files: [] }],
          at: aTime(9),
        })

      it('come back as they were stored', async () => {
        const { tenantId, conversation } = await aStoredWorkspace(store.unitOfWork)
        const message = complete(aMessage(conversation), 'The \u0000 crosswise \ud83e thread 🧵')
        const found = await store.unitOfWork.run(tenantId, async ({ messages }) => {
          await messages.save(message)
          return [await messages.find(message.id), await messages.find(MessageId.parse(anId()))]
        })
        expect(found[0]?.properties).toEqual({ ...message.properties, version: 1 })
        expect(found[0]?.properties.usage.equals(aUsage())).toBe(true)
        expect(found[1]).toBeUndefined()
      })

      it('go from pending to failed under their version', async () => {
        const { tenantId, conversation } = await aStoredWorkspace(store.unitOfWork)
        const message = aMessage(conversation)
        await store.unitOfWork.run(tenantId, async ({ messages }) => {
          await messages.save(message)
          const loaded = (await messages.find(message.id))!
          expect(loaded.properties.status).toBe('pending')
          const failed = loaded.fail({
            answer: 'The',
            usage: aUsage(),
            error: 'cut',
            at: aTime(3),
          })
          await messages.save(failed)
          await expect(messages.save(failed)).rejects.toThrow(Conflict)
          const after = await messages.find(message.id)
          expect(after?.properties).toEqual({ ...failed.properties, version: 2 })
        })
      })

      it('are remembered newest first when they have an answer and no error', async () => {
        const { tenantId, conversation } = await aStoredWorkspace(store.unitOfWork)
        const rounds = [1, 2, 3].map((i) =>
          complete(aMessage(conversation, aTime(i)), `answer ${i}`),
        )
        const silent = complete(aMessage(conversation, aTime(4)), '')
        const pending = aMessage(conversation, aTime(5))
        const failed = aMessage(conversation, aTime(6)).fail({
          answer: 'half',
          usage: aUsage(),
          error: 'broke',
          at: aTime(7),
        })
        const { history, newest, completed } = await store.unitOfWork.run(
          tenantId,
          async ({ messages }) => {
            for (const each of [...rounds, silent, pending, failed]) await messages.save(each)
            return {
              history: await messages.listHistory(conversation.id, 500),
              newest: await messages.listHistory(conversation.id, 1),
              completed: await messages.countCompleted(conversation.id),
            }
          },
        )
        const answers = (list: readonly Message[]) => list.map((each) => each.properties.answer)
        expect(answers(history)).toEqual(['answer 3', 'answer 2', 'answer 1'])
        expect(answers(newest)).toEqual(['answer 3'])
        expect(completed).toBe(4)
      })

      it('the first of a conversation is found, whatever became of it', async () => {
        const { tenantId, conversation } = await aStoredWorkspace(store.unitOfWork)
        const first = aMessage(conversation, aTime(1))
        const second = complete(aMessage(conversation, aTime(2)), 'later')
        const found = await store.unitOfWork.run(tenantId, async ({ messages }) => {
          await messages.save(second)
          await messages.save(first)
          return [
            await messages.findFirst(conversation.id),
            await messages.findFirst(ConversationId.parse(anId())),
          ]
        })
        expect(found.map((each) => each?.id)).toEqual([first.id, undefined])
      })

      it('are found by the run that answers them', async () => {
        const { tenantId, conversation } = await aStoredWorkspace(store.unitOfWork)
        const runId = RunId.parse(anId())
        const { properties } = aMessage(conversation)
        const answered = Message.begin({ ...properties, runId, at: aTime() })
        const found = await store.unitOfWork.run(tenantId, async ({ messages }) => {
          await messages.save(answered)
          return [await messages.findByRun(runId), await messages.findByRun(RunId.parse(anId()))]
        })
        expect(found[0]?.properties).toEqual({ ...answered.properties, version: 1 })
        expect(found[1]).toBeUndefined()
      })
    })

    describe('conversation variables', () => {
      it('come back in order of creation, then of name', async () => {
        const { tenantId, conversation } = await aStoredWorkspace(store.unitOfWork)
        const late = aVariable(conversation, { name: 'a', createdAt: aTime(5) })
        const lower = aVariable(conversation, { name: 'b', type: 'integer', value: 3 })
        const upper = aVariable(conversation, { name: 'B', type: 'float', value: 1.5 })
        const nothing = aVariable(conversation, { name: 'n', type: 'none', value: null })
        const list = aVariable(conversation, { name: 'l', type: 'array[any]', value: [] })
        const stored = await store.unitOfWork.run(tenantId, async ({ conversationVariables }) => {
          await conversationVariables.save([late, lower, upper, nothing, list])
          return conversationVariables.list(conversation.id)
        })
        expect(stored).toEqual([upper, lower, list, nothing, late])
      })

      it('get a new type, value and time and keep everything else', async () => {
        const { tenantId, conversation } = await aStoredWorkspace(store.unitOfWork)
        const variable = aVariable(conversation)
        const update = {
          ...variable,
          type: 'object',
          value: { deep: ['\u0000'] },
          updatedAt: aTime(7),
        } as const
        const stored = await store.unitOfWork.run(tenantId, async ({ conversationVariables }) => {
          await conversationVariables.save([variable])
          await conversationVariables.save([
            { ...update, name: 'renamed', description: '', createdAt: aTime(8) },
          ])
          await conversationVariables.save([])
          return conversationVariables.list(conversation.id)
        })
        expect(stored).toEqual([update])
      })
    })
  })
}
