import { AppId, Conflict, Money, TokenUsage, type TenantId } from '@weft/domain/kernel'
import {
  ModelCallId,
  ModelCredential,
  ModelCredentialId,
  ModelSetting,
  type CredentialScope,
  type ModelCallRecord,
  type ModelKey,
  type UsageQuestion,
} from '@weft/domain/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anId, aTenantId, aTime } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'

const GPT: ModelKey = { type: 'llm', provider: 'openai', name: 'gpt-4o' }
const HOSTILE = 'a name with \u0000, \ud800 and "quotes\' -- %'

type CredentialDetails = { readonly scope?: CredentialScope; readonly name?: string }

const aModelCredential = (tenantId: TenantId, details: CredentialDetails = {}) =>
  ModelCredential.create({
    id: ModelCredentialId.parse(anId()),
    tenantId,
    provider: 'openai',
    scope: details.scope,
    name: details.name ?? `Credential ${anId()}`,
    sealed: 'v1.key.nonce.text',
    isActive: true,
    at: aTime(),
  })

const aCall = (tenantId: TenantId, call: Partial<ModelCallRecord> = {}): ModelCallRecord => ({
  id: ModelCallId.parse(anId()),
  tenantId,
  at: aTime(),
  model: GPT,
  credentialId: ModelCredentialId.parse(anId()),
  appId: AppId.parse(anId()),
  user: HOSTILE,
  nodeId: 'llm',
  usage: TokenUsage.of({
    promptTokens: 10,
    completionTokens: 5,
    promptPrice: Money.of('0.0000001'),
    completionPrice: Money.of('0.5'),
  }),
  isUsageCounted: false,
  outcome: { type: 'succeeded' },
  ...call,
})

/** What the repositories of models keep. */
export function describeModelRepositories(name: string, open: OpenPersistence): void {
  describe(`${name}: model repositories`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    describe('credentials', () => {
      it('come back as they were stored, oldest first', async () => {
        const tenantId = aTenantId()
        const scope = { type: 'llm', name: HOSTILE } as const
        const credentials = [aModelCredential(tenantId), aModelCredential(tenantId, { scope })]
        const found = await store.unitOfWork.run(tenantId, async ({ modelCredentials }) => {
          for (const credential of [...credentials].reverse())
            await modelCredentials.save(credential)
          return modelCredentials.list()
        })
        expect(found.map(({ properties }) => properties)).toEqual(
          credentials.map(({ properties }) => ({ ...properties, version: 1 })),
        )
      })

      it('keep changes and refuse those of an outdated version', async () => {
        const tenantId = aTenantId()
        const credential = aModelCredential(tenantId)
        await store.unitOfWork.run(tenantId, async ({ modelCredentials }) => {
          await modelCredentials.save(credential)
          const stored = (await modelCredentials.find(credential.id))!
          await modelCredentials.save(
            stored.withSealed('other', aTime(1)).withName('New', aTime(2)),
          )
          await expect(modelCredentials.save(stored.withSealed('lost', aTime(3)))).rejects.toThrow(
            Conflict,
          )
          expect((await modelCredentials.find(credential.id))?.properties).toMatchObject({
            sealed: 'other',
            name: 'New',
            updatedAt: aTime(2),
            version: 2,
          })
        })
      })

      it('have a name of their own within a provider or a model', async () => {
        const tenantId = aTenantId()
        const scope = { type: 'llm', name: 'gpt-4o' } as const
        await store.unitOfWork.run(tenantId, async ({ modelCredentials }) => {
          await modelCredentials.save(aModelCredential(tenantId, { name: 'Main' }))
          await modelCredentials.save(aModelCredential(tenantId, { name: 'Main', scope }))
          const other = aModelCredential(tenantId, { name: 'Other' })
          await modelCredentials.save(other)
          await expect(
            modelCredentials.save(aModelCredential(tenantId, { name: 'Main' })),
          ).rejects.toThrow(Conflict)
          const stored = (await modelCredentials.find(other.id))!
          await expect(modelCredentials.save(stored.withName('Main', aTime(1)))).rejects.toThrow(
            Conflict,
          )
          expect(await modelCredentials.list()).toHaveLength(3)
        })
      })

      it('are gone once removed, unless somebody changed them meanwhile', async () => {
        const tenantId = aTenantId()
        const credential = aModelCredential(tenantId)
        await store.unitOfWork.run(tenantId, async ({ modelCredentials }) => {
          await modelCredentials.save(credential)
          const stored = (await modelCredentials.find(credential.id))!
          await expect(modelCredentials.remove(credential)).rejects.toThrow(Conflict)
          await modelCredentials.remove(stored)
          expect(await modelCredentials.list()).toEqual([])
          await expect(modelCredentials.remove(stored)).rejects.toThrow(Conflict)
        })
      })

      it('come back when the unit of work that removed them is rejected', async () => {
        const tenantId = aTenantId()
        const credential = aModelCredential(tenantId)
        await store.unitOfWork.run(tenantId, ({ modelCredentials }) =>
          modelCredentials.save(credential),
        )
        const removal = store.unitOfWork.run(tenantId, async ({ modelCredentials }) => {
          await modelCredentials.remove((await modelCredentials.find(credential.id))!)
          throw new Error('no')
        })
        await expect(removal).rejects.toThrow('no')
        const found = await store.unitOfWork.run(tenantId, ({ modelCredentials }) =>
          modelCredentials.list(),
        )
        expect(found).toHaveLength(1)
      })

      it('show and obey their own workspace only', async () => {
        const [mine, theirs] = [aTenantId(), aTenantId()]
        const credential = aModelCredential(theirs)
        await store.unitOfWork.run(theirs, ({ modelCredentials }) =>
          modelCredentials.save(credential),
        )
        await store.unitOfWork.run(mine, async ({ modelCredentials }) => {
          expect(await modelCredentials.find(credential.id)).toBeUndefined()
          expect(await modelCredentials.list()).toEqual([])
          await expect(modelCredentials.save(credential)).rejects.toThrow(TypeError)
        })
      })

      it('name the workspaces that have any', async () => {
        const [first, second, none] = [aTenantId(), aTenantId(), aTenantId()]
        for (const tenantId of [first, second])
          await store.unitOfWork.run(tenantId, async ({ modelCredentials }) => {
            await modelCredentials.save(aModelCredential(tenantId))
            await modelCredentials.save(aModelCredential(tenantId))
          })
        const workspaces = await store.credentials.listWorkspaces()
        expect(workspaces.filter((id) => [first, second, none].some((one) => one === id))).toEqual(
          [first, second].sort(),
        )
      })
    })

    describe('settings', () => {
      const setting: ModelSetting = {
        model: { ...GPT, name: HOSTILE },
        isEnabled: false,
        isCustom: true,
        overrides: {
          mode: 'completion',
          contextSize: 8192,
          maxOutputTokens: 512,
          features: ['vision', 'tool-call'],
          pricing: { input: '0.15', output: '0.60', unit: '0.000001', currency: 'EUR' },
        },
        isBalanced: true,
        balanced: [
          { credentialId: ModelCredentialId.parse(anId()), isEnabled: true },
          { credentialId: 'inherit', isEnabled: false },
        ],
        fallbacks: [{ provider: 'anthropic', name: 'claude' }],
      }

      it('come back as they were stored and are replaced as a whole', async () => {
        await store.unitOfWork.run(aTenantId(), async ({ modelSettings }) => {
          await modelSettings.save(setting)
          expect(await modelSettings.find(setting.model)).toEqual(setting)
          const initial = ModelSetting.initial(setting.model)
          await modelSettings.save(initial)
          expect(await modelSettings.find(setting.model)).toEqual(initial)
        })
      })

      it('are listed by type, provider and name, and forgotten on demand', async () => {
        const models = ['b', 'a', 'B'].map((name): ModelKey => ({ ...GPT, name }))
        const rerank: ModelKey = { ...GPT, type: 'rerank', name: 'a' }
        await store.unitOfWork.run(aTenantId(), async ({ modelSettings }) => {
          for (const model of [rerank, ...models])
            await modelSettings.save(ModelSetting.initial(model))
          const names = async () =>
            (await modelSettings.list()).map(({ model }) => `${model.type} ${model.name}`)
          expect(await names()).toEqual(['llm B', 'llm a', 'llm b', 'rerank a'])
          await modelSettings.remove(rerank)
          await modelSettings.remove(rerank)
          expect(await names()).toEqual(['llm B', 'llm a', 'llm b'])
        })
      })

      it('belong to one workspace', async () => {
        await store.unitOfWork.run(aTenantId(), ({ modelSettings }) => modelSettings.save(setting))
        await store.unitOfWork.run(aTenantId(), async ({ modelSettings }) => {
          expect(await modelSettings.find(setting.model)).toBeUndefined()
          expect(await modelSettings.list()).toEqual([])
        })
      })
    })

    describe('default models', () => {
      it('are one per type, replaced and taken away', async () => {
        await store.unitOfWork.run(aTenantId(), async ({ defaultModels }) => {
          expect(await defaultModels.find('llm')).toBeUndefined()
          await defaultModels.save('llm', { provider: 'openai', name: 'gpt' })
          await defaultModels.save('llm', { provider: 'openai', name: HOSTILE })
          await defaultModels.save('tts', { provider: 'openai', name: 'tts-1' })
          expect(await defaultModels.find('llm')).toEqual({ provider: 'openai', name: HOSTILE })
          expect([...(await defaultModels.list()).keys()].sort()).toEqual(['llm', 'tts'])
          await defaultModels.save('llm', undefined)
          await defaultModels.save('llm', undefined)
          expect([...(await defaultModels.list()).keys()]).toEqual(['tts'])
        })
      })
    })

    describe('calls', () => {
      const period = { from: aTime(), until: aTime(1000) }

      it('are summed by model and currency within a period', async () => {
        const tenantId = aTenantId()
        const cheap: ModelKey = { ...GPT, name: 'cheap' }
        const failed = { type: 'failed', kind: 'rate-limit' } as const
        const euros = TokenUsage.of({
          promptPrice: Money.of('9', 'EUR'),
          completionPrice: Money.zero('EUR'),
        })
        const sums = await store.unitOfWork.run(tenantId, async ({ modelCalls }) => {
          await modelCalls.add([
            aCall(tenantId, { model: cheap, usage: TokenUsage.of({ promptTokens: 1 }) }),
            aCall(tenantId),
            aCall(tenantId, {
              usage: TokenUsage.none,
              outcome: failed,
              user: undefined,
              isUsageCounted: true,
            }),
            aCall(tenantId, { usage: euros }),
            aCall(tenantId, { at: aTime(-1) }),
            aCall(tenantId, { at: aTime(1000) }),
          ])
          return modelCalls.sum(period)
        })
        expect(sums).toEqual([
          {
            model: GPT,
            calls: 1,
            failedCalls: 0,
            countedCalls: 0,
            promptTokens: 0,
            completionTokens: 0,
            price: Money.of('9', 'EUR'),
          },
          {
            model: GPT,
            calls: 2,
            failedCalls: 1,
            countedCalls: 1,
            promptTokens: 10,
            completionTokens: 5,
            price: Money.of('0.5000001'),
          },
          {
            model: cheap,
            calls: 1,
            failedCalls: 0,
            countedCalls: 0,
            promptTokens: 1,
            completionTokens: 0,
            price: Money.zero(),
          },
        ])
      })

      it('count once however often they are written, and in their own workspace only', async () => {
        const tenantId = aTenantId()
        const call = aCall(tenantId)
        for (let i = 0; i < 2; i++)
          await store.unitOfWork.run(tenantId, ({ modelCalls }) => modelCalls.add([call]))
        const sum = (id: TenantId) =>
          store.unitOfWork.run(id, ({ modelCalls }) => modelCalls.sum(period))
        expect((await sum(tenantId)).map(({ calls }) => calls)).toEqual([1])
        expect(await sum(aTenantId())).toEqual([])
      })
    })

    describe('calls of several apps and days', () => {
      const [one, other] = [AppId.parse(anId()), AppId.parse(anId())]
      const late = new Date('2025-06-01T23:59:59.999Z')
      const next = new Date('2025-06-02T00:00:00.000Z')
      const question = { from: new Date('2025-06-01'), until: new Date('2025-06-03') }

      const ask = async (more: Partial<UsageQuestion>) => {
        const tenantId = aTenantId()
        const costing = (price: string) => TokenUsage.of({ promptPrice: Money.of(price) })
        const sums = await store.unitOfWork.run(tenantId, async ({ modelCalls }) => {
          await modelCalls.add([
            aCall(tenantId, { at: late, appId: one, usage: costing('1') }),
            aCall(tenantId, { at: next, appId: one, usage: costing('2') }),
            aCall(tenantId, { at: next, appId: other, usage: costing('3') }),
            aCall(tenantId, { at: next, appId: undefined, usage: costing('4') }),
          ])
          return modelCalls.sum({ ...question, ...more })
        })
        return sums.map(({ appId, day, price }) => [day, appId, Number(price.toString())])
      }

      it('are summed up together unless they are to be kept apart', async () => {
        expect(await ask({})).toEqual([[undefined, undefined, 10]])
      })

      it('are kept apart by app', async () => {
        expect(await ask({ by: ['app'] })).toEqual([
          [undefined, undefined, 4],
          ...[
            [undefined, one, 3],
            [undefined, other, 3],
          ].sort(([, a], [, b]) => (String(a) < String(b) ? -1 : 1)),
        ])
      })

      it('are kept apart by day, which ends at midnight in UTC', async () => {
        expect(await ask({ by: ['day'] })).toEqual([
          ['2025-06-01', undefined, 1],
          ['2025-06-02', undefined, 9],
        ])
      })

      it('are kept apart by both, oldest day first', async () => {
        expect(await ask({ by: ['app', 'day'] })).toEqual([
          ['2025-06-01', one, 1],
          ['2025-06-02', undefined, 4],
          ['2025-06-02', other, 3],
          ['2025-06-02', one, 2],
        ])
      })

      it('are summed up for a single app', async () => {
        expect(await ask({ appId: one })).toEqual([[undefined, undefined, 3]])
        expect(await ask({ appId: AppId.parse(anId()) })).toEqual([])
      })
    })

    describe('calls that are old', () => {
      it('are let go oldest first, so many at a time, in their own workspace', async () => {
        const [tenantId, other] = [aTenantId(), aTenantId()]
        const calls = [3, 1, 2, 10].map((day) => aCall(tenantId, { at: aTime(day) }))
        for (const [id, own] of [
          [tenantId, calls],
          [other, [aCall(other, { at: aTime(1) })]],
        ] as const)
          await store.unitOfWork.run(id, ({ modelCalls }) => modelCalls.add(own))
        const remove = (most: number) =>
          store.unitOfWork.run(tenantId, ({ modelCalls }) =>
            modelCalls.removeBefore(aTime(10), most),
          )
        const left = (id: TenantId, from: number) =>
          store.unitOfWork.run(id, async ({ modelCalls }) => {
            const sums = await modelCalls.sum({ from: aTime(from), until: aTime(1000) })
            return sums.reduce((sum, { calls: count }) => sum + count, 0)
          })
        expect(await remove(2)).toBe(2)
        expect([await left(tenantId, 0), await left(tenantId, 3)]).toEqual([2, 2])
        expect(await remove(2)).toBe(1)
        expect(await remove(2)).toBe(0)
        expect(await left(tenantId, 10)).toBe(1)
        expect(await left(other, 0)).toBe(1)
      })
    })

    describe('workspaces with something to let go', () => {
      const limits = { calledBefore: aTime(), usedBefore: aTime(), mostVectors: 2 }
      const add = (tenantId: TenantId, hashes: readonly string[], at: Date) =>
        store.unitOfWork.run(tenantId, ({ embeddingCache }) =>
          embeddingCache.add(GPT, new Map(hashes.map((hash) => [hash, [1]])), at),
        )

      it('are those with old calls, unused vectors or too many vectors', async () => {
        const [calling, resting, full, fresh] = [1, 2, 3, 4].map(() => aTenantId())
        const [old, now] = [aTime(-1), aTime()]
        for (const [tenantId, at] of [
          [calling!, old],
          [fresh!, now],
        ] as const)
          await store.unitOfWork.run(tenantId, ({ modelCalls }) =>
            modelCalls.add([aCall(tenantId, { at })]),
          )
        await add(resting!, ['h1'], old)
        await add(full!, ['h1', 'h2', 'h3'], now)
        await add(fresh!, ['h1', 'h2'], now)
        const listed = await store.prunable.list(limits)
        const mine = [calling, resting, full, fresh]
        expect(listed.filter((id) => mine.includes(id))).toEqual([calling, resting, full].sort())
        expect(listed).toEqual([...listed].sort())
      })
    })

    describe('embedding cache', () => {
      const DAY_MS = 86_400_000
      const known = async (tenantId: TenantId, at = aTime()) =>
        store.unitOfWork.run(tenantId, async ({ embeddingCache }) => [
          ...(await embeddingCache.find(GPT, ['h1', 'h2', 'h3', 'h4'], at)).keys(),
        ])
      const prune = (tenantId: TenantId, usedBefore: Date, mostVectors = 100, most = 100) =>
        store.unitOfWork.run(tenantId, ({ embeddingCache }) =>
          embeddingCache.prune({ usedBefore, mostVectors }, most),
        )
      /** `h1` to `h4`, each a millisecond younger than the one before. */
      const addFour = async (tenantId: TenantId) => {
        for (const n of [3, 1, 4, 2])
          await store.unitOfWork.run(tenantId, ({ embeddingCache }) =>
            embeddingCache.add(GPT, new Map([[`h${n}`, [n]]]), aTime(n)),
          )
      }

      it('lets go what was not used for long, longest unused first, so many at a time', async () => {
        const [tenantId, other] = [aTenantId(), aTenantId()]
        await addFour(tenantId)
        await addFour(other)
        expect(await prune(tenantId, aTime(4), 100, 2)).toBe(2)
        expect((await known(tenantId)).sort()).toEqual(['h3', 'h4'])
        expect(await prune(tenantId, aTime(4), 100, 2)).toBe(1)
        expect(await prune(tenantId, aTime(4), 100, 2)).toBe(0)
        expect(await known(tenantId)).toEqual(['h4'])
        expect(await known(other)).toHaveLength(4)
      })

      it('lets go what is too much, longest unused first', async () => {
        const tenantId = aTenantId()
        await addFour(tenantId)
        expect(await prune(tenantId, aTime(), 1, 2)).toBe(2)
        expect((await known(tenantId)).sort()).toEqual(['h3', 'h4'])
        expect(await prune(tenantId, aTime(), 1, 2)).toBe(1)
        expect(await prune(tenantId, aTime(), 1, 2)).toBe(0)
        expect(await known(tenantId)).toEqual(['h4'])
      })

      it('takes note of use, to the day', async () => {
        const tenantId = aTenantId()
        await addFour(tenantId)
        await store.unitOfWork.run(tenantId, ({ embeddingCache }) =>
          embeddingCache.find(GPT, ['h1', 'h3'], aTime(3 * DAY_MS)),
        )
        expect(await prune(tenantId, aTime(2 * DAY_MS))).toBe(2)
        expect((await known(tenantId)).sort()).toEqual(['h1', 'h3'])
      })

      it('notes the same use from several units of work at once', async () => {
        const tenantId = aTenantId()
        await addFour(tenantId)
        const found = await Promise.all(
          Array.from({ length: 8 }, () => known(tenantId, aTime(3 * DAY_MS))),
        )
        expect(found.map(({ length }) => length)).toEqual(Array(8).fill(4))
        expect(await prune(tenantId, aTime(2 * DAY_MS))).toBe(0)
      })

      it('is pruned by several units of work at once without letting go too much', async () => {
        const tenantId = aTenantId()
        await addFour(tenantId)
        const gone = await Promise.all([1, 2, 3].map(() => prune(tenantId, aTime(), 2)))
        expect(gone.reduce((sum, count) => sum + count, 0)).toBe(2)
        expect((await known(tenantId)).sort()).toEqual(['h3', 'h4'])
      })

      const vector = [0.1, -0.5, 1, 0]
      const rounded = vector.map(Math.fround)

      it('gives back what is known, to the precision of 32 bits', async () => {
        await store.unitOfWork.run(aTenantId(), async ({ embeddingCache }) => {
          await embeddingCache.add(
            GPT,
            new Map([
              ['h1', vector],
              ['h2', [1]],
            ]),
            aTime(),
          )
          expect(await embeddingCache.find(GPT, ['h1', 'h3'], aTime())).toEqual(
            new Map([['h1', rounded]]),
          )
          expect(await embeddingCache.find(GPT, [], aTime())).toEqual(new Map())
        })
      })

      it('keeps models and workspaces apart, and what it has', async () => {
        await store.unitOfWork.run(aTenantId(), async ({ embeddingCache }) => {
          await embeddingCache.add(GPT, new Map([['h1', vector]]), aTime())
          await embeddingCache.add(GPT, new Map([['h1', [9]]]), aTime())
          expect(await embeddingCache.find(GPT, ['h1'], aTime())).toEqual(
            new Map([['h1', rounded]]),
          )
          expect(await embeddingCache.find({ ...GPT, name: 'other' }, ['h1'], aTime())).toEqual(
            new Map(),
          )
        })
        await store.unitOfWork.run(aTenantId(), async ({ embeddingCache }) => {
          expect(await embeddingCache.find(GPT, ['h1'], aTime())).toEqual(new Map())
        })
      })
    })
  })
}
