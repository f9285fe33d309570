import { TenantId } from '@weft/domain/kernel'
import type { CodeLanguage, CodeRunOutcome } from '@weft/domain/workflow'
import { createCodeSandbox, type CodeSandbox } from '@weft/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openCanaries, type Canaries } from './canaries.js'

const tenantId = TenantId.parse('018f2f7a-1111-7aaa-8bbb-000000000001')
const TIMEOUT_MS = 1_000

/** Programs by what they try, in one language. */
export type EscapePrograms = {
  /** Numbers of the security tests these programs stand for. */
  readonly ids: string
  readonly language: CodeLanguage
  /** Returns `{ alive: true }`. */
  readonly alive: string
  readonly programs: Readonly<Record<string, string>>
}

/**
 * Runs hostile programs. Each may end any way it likes, but within its time, without a trace of a secret in what it
 * returns, prints or raises, without a connection, and with a sandbox and a host that work on.
 */
export function describeEscapes({ ids, language, alive, programs }: EscapePrograms): void {
  describe(`${ids}: hostile ${language}`, () => {
    let sandbox: CodeSandbox
    let canaries: Canaries
    beforeAll(async () => {
      canaries = await openCanaries()
      sandbox = createCodeSandbox({ timeoutMs: TIMEOUT_MS, maxMemoryBytes: 64 * 1024 * 1024 })
    })
    afterAll(async () => {
      await sandbox.close()
      await canaries.close()
    })

    const run = (code: string): Promise<CodeRunOutcome> =>
      sandbox.run(
        { tenantId, language, code: canaries.aim(code), inputs: {} },
        { signal: new AbortController().signal },
      )

    it.each(Object.entries(programs))('%s', async (_name, program) => {
      const startedAt = performance.now()
      const outcome = await run(program)
      expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + 3_000)
      const seen = JSON.stringify(outcome)
      expect(seen).not.toContain(canaries.secret)
      expect(seen).not.toMatch(/root:x:0|node_modules|worker_threads/)
      expect(seen).not.toContain('ESCAPED')
      expect(canaries.hits()).toBe(0)
      expect(canaries.strangers()).toEqual([])
      expect(await run(alive)).toMatchObject({ type: 'completed', output: { alive: true } })
    })
  })
}
