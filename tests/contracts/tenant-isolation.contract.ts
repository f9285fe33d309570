import type { Repositories } from '@weft/application/kernel'
import { Message } from '@weft/domain/conversation'
import { Conflict, PageRequest } from '@weft/domain/kernel'
import { RunId } from '@weft/domain/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  aConfiguration,
  aDraft,
  aMessage,
  anAccount,
  anApiKey,
  anEndUser,
  anId,
  aRun,
  aVariable,
} from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'
import { aStoredWorkspace } from './workspace.js'

/** One workspace's ids and objects open nothing in another one. */
export function describeTenantIsolation(name: string, open: OpenPersistence): void {
  describe(`${name}: isolation of workspaces`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    async function twoWorkspaces() {
      const theirs = await aFullWorkspace(store)
      const mine = await aFullWorkspace(store)
      return { theirs, mine }
    }

    it('finds nothing by any id of another workspace', async () => {
      const { theirs, mine } = await twoWorkspaces()
      const found = await store.unitOfWork.run(mine.tenantId, (repositories) =>
        lookUpEverything(repositories, theirs),
      )
      expect(found).toEqual(NOTHING)
    })

    it('finds everything by the same ids in the workspace itself', async () => {
      const { theirs } = await twoWorkspaces()
      const found = await store.unitOfWork.run(theirs.tenantId, (repositories) =>
        lookUpEverything(repositories, theirs),
      )
      expect(Object.entries(found).filter(([, count]) => count !== 1)).toEqual([])
    })

    it('keeps equal session ids of two workspaces apart', async () => {
      const { theirs, mine } = await twoWorkspaces()
      const candidate = anEndUser(mine.app, theirs.endUser.sessionId)
      const user = await store.unitOfWork.run(mine.tenantId, ({ endUsers }) =>
        endUsers.findOrAdd(candidate),
      )
      expect(user.id).toBe(candidate.id)
    })

    it('does not let an object of another workspace be written over', async () => {
      const { theirs, mine } = await twoWorkspaces()
      const stolen = anAccountWithIdOf(theirs)
      await store.unitOfWork.run(mine.tenantId, ({ accounts }) => accounts.save(stolen))
      const untouched = await store.unitOfWork.run(theirs.tenantId, ({ accounts }) =>
        accounts.find(theirs.account.id),
      )
      expect(untouched?.name).toBe('Ada')
    })

    it('refuses a key whose hash another workspace has', async () => {
      const { theirs, mine } = await twoWorkspaces()
      const copy = anApiKey(mine.app, theirs.key.properties.hash)
      await expect(
        store.unitOfWork.run(mine.tenantId, ({ apiKeys }) => apiKeys.save(copy)),
      ).rejects.toThrow(Conflict)
    })

    it('neither reads nor changes a run of another workspace', async () => {
      const run = aRun()
      const { tenantId: otherTenantId } = aRun()
      await store.runEvents.append(run, [], 0)
      expect(await store.runEvents.find(otherTenantId, run.appId, run.id)).toBeUndefined()
      await store.runEvents.append({ ...run, tenantId: otherTenantId, status: 'failed' }, [], 0)
      const untouched = await store.runEvents.find(run.tenantId, run.appId, run.id)
      expect(untouched?.status).toBe('running')
    })
  })
}

type FullWorkspace = Awaited<ReturnType<typeof aFullWorkspace>>

const anAccountWithIdOf = ({ account }: FullWorkspace) =>
  Object.assign(Object.create(Object.getPrototypeOf(account) as object), account, {
    name: 'Mallory',
  }) as typeof account

async function aFullWorkspace(store: Persistence) {
  const workspace = await aStoredWorkspace(store.unitOfWork)
  const account = anAccount()
  const configuration = aConfiguration(workspace.app)
  const key = anApiKey(workspace.app)
  const draft = aDraft(workspace.app)
  const runId = RunId.parse(anId())
  const { properties } = aMessage(workspace.conversation)
  const message = Message.begin({ ...properties, runId, at: properties.createdAt })
  const variable = aVariable(workspace.conversation)
  await store.unitOfWork.run(workspace.tenantId, async (repositories) => {
    await repositories.accounts.save(account)
    await repositories.appConfigurations.add(configuration)
    await repositories.apiKeys.save(key)
    await repositories.workflows.save(draft)
    await repositories.messages.save(message)
    await repositories.messages.save(
      (await repositories.messages.find(message.id))!.complete({
        answer: 'The crosswise thread.',
        usage: message.properties.usage,
        retrieverResources: [],
        at: message.properties.createdAt,
      }),
    )
    await repositories.conversationVariables.save([variable])
  })
  return { ...workspace, account, configuration, key, draft, message, runId, variable }
}

const NOTHING = {
  tenants: 0,
  accounts: 0,
  endUsers: 0,
  apps: 0,
  listedApps: 0,
  appConfigurations: 0,
  apiKeys: 0,
  workflows: 0,
  drafts: 0,
  conversations: 0,
  messages: 0,
  messagesByRun: 0,
  history: 0,
  completed: 0,
  conversationVariables: 0,
}

async function lookUpEverything(
  repositories: Repositories,
  ids: FullWorkspace,
): Promise<typeof NOTHING> {
  const count = (found: unknown) => (found === undefined ? 0 : 1)
  const { app, conversation } = ids
  const owner = { appId: app.id, endUserId: ids.endUser.id }
  const listed = await repositories.apps.list(PageRequest.of(1, 100))
  return {
    tenants: count(await repositories.tenants.find(ids.tenantId)),
    accounts: count(await repositories.accounts.find(ids.account.id)),
    endUsers: count(await repositories.endUsers.find(ids.endUser.id)),
    apps: count(await repositories.apps.find(app.id)),
    listedApps: listed.items.filter(({ id }) => id === app.id).length,
    appConfigurations: count(await repositories.appConfigurations.find(ids.configuration.id)),
    apiKeys: (await repositories.apiKeys.listByApp(app.id)).length,
    workflows: count(await repositories.workflows.find(app.id, ids.draft.id)),
    drafts: count(await repositories.workflows.findDraft(app.id)),
    conversations: count(await repositories.conversations.find(conversation.id, owner)),
    messages: count(await repositories.messages.find(ids.message.id)),
    messagesByRun: count(await repositories.messages.findByRun(ids.runId)),
    history: (await repositories.messages.listHistory(conversation.id, 10)).length,
    completed: await repositories.messages.countCompleted(conversation.id),
    conversationVariables: (await repositories.conversationVariables.list(conversation.id)).length,
  }
}
