import { ConfigureModel } from '@weft/application/model'
import { Money } from '@weft/domain/kernel'
import {
  CredentialUnreadable,
  ModelCallFailed,
  ModelCallHeldBack,
  ModelNotConfigured,
  type BalancedCredential,
  type ModelKey,
  type ModelRef,
} from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { aModelHarness, GPT, never, REQUEST, tenantId } from './model-harness.js'

const GPT_KEY: ModelKey = { ...GPT, type: 'llm' }
type Harness = ReturnType<typeof aModelHarness>

const configure = (harness: Harness, change: Parameters<ConfigureModel['execute']>[0]['change']) =>
  new ConfigureModel(harness).execute({ tenantId, model: GPT_KEY, change })

/** Three credentials that take turns: `a`, `b` and `c`. */
async function aBalancedHarness(keys: readonly string[] = ['a', 'b', 'c']) {
  const harness = aModelHarness()
  const balanced: BalancedCredential[] = []
  for (const key of keys) {
    const credentialId = await harness.addCredential(key, { isActive: key === 'a' })
    balanced.push({ credentialId, isEnabled: true })
  }
  await configure(harness, { isBalanced: true, balanced })
  return harness
}

describe('WorkspaceModelRegistry', () => {
  describe('finds the way to a model', () => {
    it("by the workspace's own credential, in any spelling of the provider", async () => {
      const harness = aModelHarness()
      await harness.addCredential('own')
      expect(await harness.ask({ provider: 'langgenius/openai/openai', name: 'gpt' })).toBe(
        'gpt by own',
      )
    })

    it("by the model's own credential before the provider's", async () => {
      const harness = aModelHarness()
      await harness.addCredential('general')
      await harness.addCredential('special', { scope: { type: 'llm', name: 'gpt' } })
      expect(await harness.ask(GPT)).toBe('gpt by special')
      expect(await harness.ask({ ...GPT, name: 'gpt-4' })).toBe('gpt-4 by general')
    })

    it("by the operator's configuration where the workspace has nothing", async () => {
      const harness = aModelHarness()
      expect(await harness.ask({ provider: 'offline', name: 'echo' })).toBe('echo by operator')
    })

    it("by the workspace's default model, then the operator's", async () => {
      const operatorDefaults = { llm: { provider: 'offline', name: 'echo' } }
      const harness = aModelHarness({ operatorDefaults })
      const unknown: ModelRef = { provider: 'nobody', name: 'knows' }
      expect(await harness.ask(unknown)).toBe('echo by operator')
      await harness.addCredential('own')
      await harness.unitOfWork.run(tenantId, ({ defaultModels }) => defaultModels.save('llm', GPT))
      harness.models.evict(tenantId)
      expect(await harness.ask(unknown)).toBe('gpt by own')
    })

    it('or says what to configure', async () => {
      await expect(aModelHarness().ask(GPT)).rejects.toThrow(ModelNotConfigured)
      await expect(aModelHarness().ask(GPT)).rejects.toThrow('Configure openai.')
    })

    it('unless the workspace has switched the model off', async () => {
      const harness = aModelHarness({ operatorDefaults: { llm: GPT } })
      await harness.addCredential('own')
      await configure(harness, { isEnabled: false })
      await expect(harness.ask(GPT)).rejects.toThrow(/switched it off/)
      await configure(harness, { isEnabled: true })
      expect(await harness.ask(GPT)).toBe('gpt by own')
    })

    it('past a credential of another model that cannot be opened', async () => {
      const harness = aModelHarness()
      harness.cipher.key = 'lost'
      await harness.addCredential('lost', { provider: 'anthropic' })
      harness.cipher.key = 'k2'
      await harness.addCredential('own')
      expect(await harness.ask(GPT)).toBe('gpt by own')
      const claude = { provider: 'anthropic', name: 'claude' }
      await expect(harness.ask(claude)).rejects.toThrow(CredentialUnreadable)
    })

    it('as it was for a minute, or until somebody says that it changed', async () => {
      const harness = aModelHarness()
      await harness.addCredential('own')
      await harness.ask(GPT)
      await harness.unitOfWork.run(tenantId, async ({ modelCredentials }) => {
        for (const credential of await modelCredentials.list())
          await modelCredentials.remove(credential)
      })
      expect(await harness.ask(GPT)).toBe('gpt by own')
      harness.pass(60_001)
      await expect(harness.ask(GPT)).rejects.toThrow(ModelNotConfigured)
    })
  })

  describe('balances load', () => {
    const askTimes = async (harness: Harness, times: number) => {
      const keys: string[] = []
      for (let i = 0; i < times; i++) keys.push((await harness.ask(GPT)).slice(-1))
      return keys.join('')
    }

    it('G 24: by taking turns', async () => {
      expect(await askTimes(await aBalancedHarness(), 6)).toBe('abcabc')
    })

    it('G 28: not over a single credential', async () => {
      const harness = await aBalancedHarness(['a'])
      harness.catalogue.failures.set('a', 'rate-limit')
      await expect(harness.ask(GPT)).rejects.toThrow('rate-limit')
      await expect(harness.ask(GPT)).rejects.toThrow('rate-limit')
      expect(harness.catalogue.calls).toHaveLength(2)
    })

    it('G 28: over the ordinary credentials where fewer than two are enabled', async () => {
      const harness = aModelHarness()
      const general = await harness.addCredential('general')
      const special = await harness.addCredential('special', { isActive: false })
      const balance = (second: Pick<BalancedCredential, 'isEnabled'>) =>
        configure(harness, {
          isBalanced: true,
          balanced: [
            { credentialId: special, isEnabled: true },
            { credentialId: general, ...second },
          ],
        })
      await balance({ isEnabled: false })
      expect(await askTimes(harness, 2)).toBe('ll')
      expect(harness.catalogue.calls).toEqual(['gpt by general', 'gpt by general'])
      await balance({ isEnabled: true })
      await askTimes(harness, 2)
      expect(harness.catalogue.calls.slice(2)).toEqual(['gpt by special', 'gpt by general'])
      await configure(harness, { isBalanced: false })
      await askTimes(harness, 2)
      expect(harness.catalogue.calls.slice(4)).toEqual(['gpt by general', 'gpt by general'])
    })

    it("with the provider's own credential in its turn, which is left out where there is none", async () => {
      const harness = aModelHarness()
      const scope = { type: 'llm', name: 'gpt' } as const
      const balanced: BalancedCredential[] = [{ credentialId: 'inherit', isEnabled: true }]
      for (const key of ['a', 'b']) {
        const credentialId = await harness.addCredential(key, { scope, isActive: key === 'a' })
        balanced.push({ credentialId, isEnabled: true })
      }
      await configure(harness, { isBalanced: true, balanced })
      expect(await askTimes(harness, 4)).toBe('abab')
      await harness.addCredential('i')
      await askTimes(harness, 6)
      const turns = harness.catalogue.calls.slice(4).map((call) => call.slice(-1))
      expect([...turns].sort().join('')).toBe('aabbii')
    })

    it('and counts tokens without a call and without taking a turn', async () => {
      const harness = await aBalancedHarness()
      const model = await harness.models.languageModel(tenantId, GPT)
      for (let i = 0; i < 3; i++)
        expect(await model.countTokens(REQUEST.messages)).toBeGreaterThan(0)
      expect(harness.catalogue.calls).toEqual([])
      expect(await askTimes(harness, 3)).toBe('abc')
    })

    it('G 25: around one that is rate-limited, which rests for a minute', async () => {
      const harness = await aBalancedHarness()
      harness.catalogue.failures.set('a', 'rate-limit')
      expect(await harness.ask(GPT)).toBe('gpt by b')
      harness.catalogue.failures.clear()
      expect(await askTimes(harness, 5)).toBe('bcbbc')
      harness.pass(60_000)
      expect(await askTimes(harness, 3)).toBe('abc')
    })

    it.each(['authorization', 'connection'] as const)(
      'around one with a failure of %s, which rests for ten seconds',
      async (kind) => {
        const harness = await aBalancedHarness(['a', 'b'])
        harness.catalogue.failures.set('a', kind)
        expect(await askTimes(harness, 3)).toBe('bbb')
        harness.catalogue.failures.clear()
        harness.pass(10_000)
        expect(await askTimes(harness, 2)).toBe('ba')
      },
    )

    it('G 26: until each has been tried once, then tells the last failure', async () => {
      const harness = await aBalancedHarness()
      for (const key of ['a', 'b', 'c']) harness.catalogue.failures.set(key, 'authorization')
      await expect(harness.ask(GPT)).rejects.toMatchObject({ kind: 'authorization' })
      expect(harness.catalogue.calls).toEqual(['gpt by a', 'gpt by b', 'gpt by c'])
      const resting = harness.ask(GPT)
      await expect(resting).rejects.toThrow(ModelCallHeldBack)
      await expect(resting).rejects.toMatchObject({ reason: 'resting', retryAfterMs: 10_000 })
      expect(harness.catalogue.calls).toHaveLength(3)
      harness.catalogue.failures.clear()
      harness.pass(9_999)
      await expect(harness.ask(GPT)).rejects.toThrow(ModelCallHeldBack)
      harness.pass(1)
      expect(await harness.ask(GPT)).toMatch(/^gpt by/)
    })

    it.each(['bad-request', 'server-unavailable', 'other'] as const)(
      'G 27: not after a failure of %s, which comes at once',
      async (kind) => {
        const harness = await aBalancedHarness()
        harness.catalogue.failures.set('a', kind)
        await expect(harness.ask(GPT)).rejects.toMatchObject({ kind })
        expect(harness.catalogue.calls).toEqual(['gpt by a'])
        expect(await askTimes(harness, 2)).toBe('bc')
      },
    )

    it('never in the middle of an answer', async () => {
      const harness = await aBalancedHarness()
      harness.catalogue.failures.set('a', 'mid-stream')
      await expect(harness.ask(GPT)).rejects.toMatchObject({ kind: 'connection' })
      expect(harness.catalogue.calls).toEqual(['gpt by a'])
    })
  })

  describe('falls back to other models', () => {
    const CLAUDE: ModelRef = { provider: 'anthropic', name: 'claude' }

    async function aHarnessWithFallback() {
      const harness = aModelHarness()
      await harness.addCredential('own')
      await harness.addCredential('other', { provider: 'anthropic' })
      await configure(harness, { fallbacks: [{ provider: 'anthropic', name: 'off' }, CLAUDE] })
      await new ConfigureModel(harness).execute({
        tenantId,
        model: { type: 'llm', provider: 'anthropic', name: 'off' },
        change: { isEnabled: false },
      })
      return harness
    }

    it.each(['server-unavailable', 'rate-limit', 'connection', 'authorization'] as const)(
      'after a failure of %s',
      async (kind) => {
        const harness = await aHarnessWithFallback()
        harness.catalogue.failures.set('gpt', kind)
        expect(await harness.ask(GPT)).toBe('claude by other')
        expect(harness.recorded.map(({ model, outcome }) => [model.name, outcome.type])).toEqual([
          ['gpt', 'failed'],
          ['claude', 'succeeded'],
        ])
      },
    )

    it('not when the request itself is wrong, nor once the answer has begun', async () => {
      const harness = await aHarnessWithFallback()
      for (const failure of ['bad-request', 'mid-stream'] as const) {
        harness.catalogue.failures.set('gpt', failure)
        await expect(harness.ask(GPT)).rejects.toThrow(ModelCallFailed)
      }
      expect(harness.catalogue.calls).toEqual(['gpt by own', 'gpt by own'])
    })
  })

  describe('accounts for every call', () => {
    it('with who asked, what it used and how it ended', async () => {
      const harness = aModelHarness()
      const credentialId = await harness.addCredential('own')
      await harness.ask(GPT, { user: 'ada', nodeId: 'llm' })
      harness.catalogue.failures.set('gpt', 'rate-limit')
      await harness.ask(GPT).catch(() => undefined)
      expect(harness.recorded).toMatchObject([
        {
          tenantId,
          model: GPT_KEY,
          credentialId,
          user: 'ada',
          nodeId: 'llm',
          usage: { promptTokens: 3, completionTokens: 2 },
          isUsageCounted: false,
          outcome: { type: 'succeeded' },
        },
        { credentialId, outcome: { type: 'failed', kind: 'rate-limit' } },
      ])
    })

    it('also when nobody waits for the end: then what was said is counted', async () => {
      const harness = aModelHarness()
      await harness.addCredential('own')
      const model = await harness.models.languageModel(tenantId, GPT)
      for await (const chunk of model.complete(REQUEST, { signal: never() })) {
        expect(chunk.type).toBe('text')
        break
      }
      expect(harness.recorded).toMatchObject([
        {
          outcome: { type: 'broken-off' },
          isUsageCounted: true,
          usage: { promptTokens: 2, completionTokens: 1 },
        },
      ])
    })

    it('also when the answer breaks off: then what was asked and what had come are counted', async () => {
      const harness = aModelHarness()
      await harness.addCredential('own')
      harness.catalogue.failures.set('gpt', 'mid-stream')
      await expect(harness.ask(GPT)).rejects.toThrow(ModelCallFailed)
      expect(harness.recorded).toMatchObject([
        {
          outcome: { type: 'failed', kind: 'connection' },
          isUsageCounted: true,
          usage: { promptTokens: 2, completionTokens: 1 },
        },
      ])
    })

    it('with nothing used when the provider refused', async () => {
      const harness = aModelHarness()
      await harness.addCredential('own')
      harness.catalogue.failures.set('gpt', 'bad-request')
      await expect(harness.ask(GPT)).rejects.toThrow(ModelCallFailed)
      expect(harness.recorded).toMatchObject([
        { isUsageCounted: false, usage: { promptTokens: 0, completionTokens: 0 } },
      ])
    })

    it('at the price of the model when its tokens were counted here', async () => {
      const harness = aModelHarness()
      await harness.addCredential('own')
      harness.catalogue.price = Money.of('0.01')
      harness.catalogue.failures.set('gpt', 'mid-stream')
      await expect(harness.ask(GPT)).rejects.toThrow(ModelCallFailed)
      expect(harness.recorded[0]?.usage.totalPrice.toString()).toBe('0.03')
    })

    it.each([true, false, undefined])(
      'with the mark of an embedding whose tokens were counted: %s',
      async (isUsageCounted) => {
        const harness = aModelHarness()
        await harness.addCredential('own')
        harness.catalogue.isEmbeddingCounted = isUsageCounted
        const ref = { provider: 'openai', name: 'vec' }
        const model = await harness.models.embeddingModel(tenantId, ref)
        await model.embed(['text'], { purpose: 'query', signal: never() })
        expect(harness.recorded).toMatchObject([{ isUsageCounted: isUsageCounted ?? false }])
      },
    )
  })

  describe('keeps vectors', () => {
    const VEC: ModelRef = { provider: 'openai', name: 'vec' }
    const embed = async (
      harness: Harness,
      texts: readonly string[],
      purpose: 'document' | 'query' = 'document',
    ) => {
      const model = await harness.models.embeddingModel(tenantId, VEC)
      return model.embed(texts, { purpose, signal: never() })
    }

    it('and asks for each text once, as many at a time as the model takes', async () => {
      const harness = aModelHarness()
      await harness.addCredential('own')
      const texts = ['a', 'bb', 'a', 'ccc', 'dddd', 'eeeee']
      const { vectors, usage } = await embed(harness, texts)
      expect(vectors).toEqual([[1], [2], [1], [3], [4], [5]])
      expect(harness.catalogue.embedded).toEqual([['a', 'bb'], ['ccc', 'dddd'], ['eeeee']])
      expect(usage.promptTokens).toBe(5)
      const again = await embed(harness, ['dddd', 'new'])
      expect(again.vectors).toEqual([[4], [3]])
      expect(harness.catalogue.embedded.at(-1)).toEqual(['new'])
      expect(again.usage.promptTokens).toBe(1)
    })

    it('of questions apart from those of documents', async () => {
      const harness = aModelHarness()
      await harness.addCredential('own')
      await embed(harness, ['a'])
      await embed(harness, ['a'], 'query')
      await embed(harness, ['a'], 'query')
      expect(harness.catalogue.embedded).toEqual([['a'], ['a']])
    })

    it('of the batches that succeeded when a later one fails', async () => {
      const harness = aModelHarness()
      await harness.addCredential('own')
      harness.catalogue.unbearable = 'c'
      await expect(embed(harness, ['a', 'b', 'c'])).rejects.toThrow('unbearable')
      harness.catalogue.failures.set('vec', 'server-unavailable')
      const { vectors } = await embed(harness, ['a', 'b'])
      expect(vectors).toEqual([[1], [1]])
    })
  })
})
