import { TenantId } from '@weft/domain/kernel'
import type { CodeLanguage, CodeRunOutcome } from '@weft/domain/workflow'
import { createCodeSandbox, type CodeSandbox, type CodeSandboxOptions } from '@weft/sandbox'
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
  /** What the sandbox is opened with besides; the canaries are not there yet. */
  readonly options?: CodeSandboxOptions
  /** Ends a test whose program never began because it is not even right; default: anything goes. */
  readonly mustBegin?: boolean
  /** Longest run with all that comes before it; default 11 s. */
  readonly patienceMs?: number
  /** Takes `{ secret }` of another workspace, before each program runs in the same pool. */
  readonly victim?: string
}

/** Programs that leave something behind, each with one that looks for it and returns what it finds in `found`. */
export type TracePrograms = {
  readonly ids: string
  readonly language: CodeLanguage
  readonly pairs: Readonly<Record<string, readonly [leave: string, look: string]>>
  readonly options?: CodeSandboxOptions
}

const otherTenantId = TenantId.parse('018f2f7a-1111-7aaa-8bbb-000000000002')
const never = new AbortController().signal

/** Whatever a run leaves behind, the next one in the same thread pool, of the same or another workspace, finds nothing. */
export function describeTraces({ ids, language, pairs, options }: TracePrograms): void {
  describe(`${ids}: what ${language} leaves behind`, () => {
    const sandbox = createCodeSandbox({
      timeoutMs: TIMEOUT_MS,
      pythonWorkers: 1,
      javascriptWorkers: 1,
      goWorkers: 1,
      reservedWorkers: 0,
      ...options,
    })
    afterAll(() => sandbox.close())

    it.each(Object.entries(pairs))('%s', async (_name, [leave, look]) => {
      const run = (code: string, owner: TenantId) =>
        sandbox.run({ tenantId: owner, language, code, inputs: {} }, { signal: never })
      await run(leave, tenantId)
      for (const owner of [tenantId, otherTenantId]) {
        const outcome = await run(look, owner)
        expect(outcome).toMatchObject({ type: 'completed', output: { found: [] } })
      }
    })
  })
}

/**
 * Runs hostile programs. Each may end any way it likes, but within its time, without a trace of a secret in what it
 * returns, prints or raises, without a connection, and with a sandbox and a host that work on.
 */
export function describeEscapes(suite: EscapePrograms): void {
  const { ids, language, alive, programs, options, victim, mustBegin } = suite
  const patienceMs = suite.patienceMs ?? TIMEOUT_MS + 10_000
  describe(`${ids}: hostile ${language}`, () => {
    let sandbox: CodeSandbox
    let canaries: Canaries
    beforeAll(async () => {
      canaries = await openCanaries()
      sandbox = createCodeSandbox({
        timeoutMs: TIMEOUT_MS,
        maxMemoryBytes: 64 * 1024 * 1024,
        ...options,
      })
    })
    afterAll(async () => {
      await sandbox.close()
      await canaries.close()
    })

    const run = (code: string): Promise<CodeRunOutcome> =>
      sandbox.run({ tenantId, language, code: canaries.aim(code), inputs: {} }, { signal: never })

    /** Another workspace works with a secret in the same interpreters just before. */
    const plant = async () => {
      if (victim === undefined) return
      const inputs = { secret: canaries.secret }
      const request = { tenantId: otherTenantId, language, code: victim, inputs }
      expect(await sandbox.run(request, { signal: never })).toMatchObject({ type: 'completed' })
    }

    it.each(Object.entries(programs))(
      '%s',
      async (_name, program) => {
        await plant()
        const startedAt = performance.now()
        const outcome = await run(program)
        expect(performance.now() - startedAt).toBeLessThan(patienceMs)
        if (mustBegin) expect(hasBegun(outcome)).toBe(true)
        const seen = JSON.stringify(outcome)
        expect(seen).not.toContain(canaries.secret)
        expect(seen).not.toMatch(/root:x:0|node_modules|worker_threads/)
        expect(seen).not.toContain('ESCAPED')
        expect(canaries.hits()).toBe(0)
        expect(canaries.strangers()).toEqual([])
        expect(await run(alive)).toMatchObject({ type: 'completed', output: { alive: true } })
      },
      patienceMs + 60_000,
    )
  })
}

function hasBegun(outcome: CodeRunOutcome): boolean {
  if (outcome.type === 'refused') return false
  return outcome.type !== 'failed' || !/^(Compile|Syntax)Error$/.test(outcome.error.type)
}
