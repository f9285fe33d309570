import { openDatabase, PostgresRotationLedger, type Database } from '@weft/adapters-postgres'
import {
  ConfigureModel,
  InProcessRotationLedger,
  SharedRotationLedger,
} from '@weft/application/model'
import { silentLogger, type Clock, type Logger } from '@weft/domain/kernel'
import { afterEach, describe, expect, it } from 'vitest'
import { aModelHarness, GPT, REQUEST, tenantId } from '../application/model/model-harness.js'

type Process = ReturnType<typeof aModelHarness> & { readonly database: Database }

const KEYS = ['a', 'b', 'c']

/** Whole processes that share nothing but a PostgreSQL server, each with a single connection to it. */
export function describeSharedRotation(urlOf: () => string): void {
  describe('load that several processes balance', () => {
    const processes: Process[] = []
    const warnings: string[] = []
    const logger: Logger = { ...silentLogger, warn: (message) => warnings.push(message) }
    afterEach(async () => {
      await Promise.all(processes.splice(0).map(({ database }) => database.close()))
    })

    async function start(): Promise<Process> {
      const database = await openDatabase({ kind: 'postgres', url: urlOf(), poolSize: 1 })
      const ledger = (clock: Clock) =>
        new SharedRotationLedger({
          shared: new PostgresRotationLedger(database, clock),
          own: new InProcessRotationLedger(clock),
          clock,
          logger,
        })
      const harness = aModelHarness({ ledger })
      const balanced = []
      for (const key of KEYS)
        balanced.push({ credentialId: await harness.addCredential(key), isEnabled: true })
      await new ConfigureModel(harness).execute({
        tenantId,
        model: { type: 'llm', ...GPT },
        change: { isBalanced: true, balanced },
      })
      const started = { ...harness, database }
      processes.push(started)
      return started
    }

    it('goes to every credential equally often', async () => {
      const started = [await start(), await start(), await start()]
      const asked = Array.from({ length: 60 }, (_, i) => started[i % 3]!.ask(GPT))
      const answers = await Promise.all(asked)
      const counts = KEYS.map((key) => answers.filter((text) => text.endsWith(`by ${key}`)).length)
      expect(counts).toEqual([20, 20, 20])
      expect(warnings).toEqual([])
    })

    it('holds no connection while a model answers', async () => {
      const { models, ledger } = await start()
      const model = await models.languageModel(tenantId, GPT)
      const signal = new AbortController().signal
      const turns: number[] = []
      for await (const { type } of model.complete(REQUEST, { signal }))
        if (type === 'text')
          turns.push((await ledger.takeTurn(tenantId, { type: 'llm', ...GPT })).call)
      expect(turns).toHaveLength(1)
      expect(warnings).toEqual([])
    })

    it('goes on when the database is gone', async () => {
      const lonely = await start()
      await lonely.database.close()
      const answers = [await lonely.ask(GPT), await lonely.ask(GPT), await lonely.ask(GPT)]
      expect(answers.map((text) => text.at(-1))).toEqual(KEYS)
      expect(warnings.splice(0)).toEqual(['load is balanced by each process on its own'])
    })
  })
}
