import { TenantId, type JsonObject } from '@weft/domain/kernel'
import type { CodeLanguage, CodeRunner, CodeRunOutcome } from '@weft/domain/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** The programs the contract needs, written in one language. */
export type Dialect = {
  readonly language: CodeLanguage
  /** Returns `{ echo: <the inputs> }`. */
  readonly echo: string
  /** Returns `{ sum: a + b }` of its inputs `a` and `b`. */
  readonly add: string
  /** Returns the list `[1, 2]`, the text `plain` or nothing, as the input `kind` says: list, text, nothing. */
  readonly otherTypes: string
  /** Returns what it finds of an earlier run, as `{ found }`, and leaves something behind for the next. */
  readonly leaveTraces: string
  /** Prints `to stdout` and `to stderr`, returns `{}`. */
  readonly print: string
  /** Prints 1,000,000 characters to both streams. */
  readonly printMuch: string
  /** Raises an error whose message is `told you so` on line 3. */
  readonly raise: string
  readonly raisedType: string
  /** Does not parse; the mistake is on line 2. */
  readonly broken: string
  readonly withoutMain: string
  /** Endless, in the interpreter's own loop. */
  readonly endless: string
  /** Endless, inside one built-in. */
  readonly endlessNative: string
  /** Takes memory until there is none. */
  readonly memoryBomb: string
  /** Calls itself without end. */
  readonly recursion: string
  /** Returns a text of `length` characters as `{ text }`. */
  readonly textOfLength: string
  /** Returns a list in a list in a list …, `depth` of them. */
  readonly deep: string
  /** Returns a value that contains itself. */
  readonly circular: string
  /** Returns `{ nan, infinity }` with those numbers. */
  readonly notFinite: string
  /** Returns a value JSON has no word for. */
  readonly unserialisable: string
  /** Replaces whatever a harness could use to read inputs or write results, then returns `{ answer: 42 }`. */
  readonly tampering: string
}

const tenantId = TenantId.parse('018f2f7a-1111-7aaa-8bbb-000000000001')

export function describeCodeRunner(
  name: string,
  open: () => { readonly runner: CodeRunner; readonly close: () => Promise<void> },
  dialect: Dialect,
  { maxMemoryBytes = 64 * 1024 * 1024, timeoutMs = 1_500 } = {},
): void {
  describe(`${name} in ${dialect.language}`, () => {
    let runner: CodeRunner
    let close: () => Promise<void>
    beforeAll(() => {
      ;({ runner, close } = open())
    })
    afterAll(() => close())

    const run = (
      code: string,
      inputs: JsonObject = {},
      signal = new AbortController().signal,
    ): Promise<CodeRunOutcome> =>
      runner.run({ tenantId, language: dialect.language, code, inputs }, { signal })

    const output = async (code: string, inputs: JsonObject = {}) => {
      const outcome = await run(code, inputs)
      expect(outcome).toMatchObject({ type: 'completed' })
      return outcome.type === 'completed' ? outcome.output : undefined
    }

    it('calls main with the inputs and returns what it returns', async () => {
      expect(await output(dialect.add, { a: 19, b: 23 })).toEqual({ sum: 42 })
    })

    it('says how long it took', async () => {
      const outcome = await run(dialect.add, { a: 1, b: 2 })
      expect(outcome.type === 'completed' && outcome.elapsedMs > 0).toBe(true)
    })

    it('carries every JSON value there and back', async () => {
      const inputs = {
        text: 'Grüße, 世界 🌍 \u0000 \u2028 "quoted" \\ </script>',
        whole: -9007199254740991,
        fraction: 0.1,
        small: 5e-324,
        huge: 1.7976931348623157e308,
        yes: true,
        no: false,
        nothing: null,
        list: [1, 'a', null, [[]], {}],
        map: { 'key with spaces': { '': 1 }, 键: 'value' },
      }
      expect(await output(dialect.echo, inputs)).toEqual({ echo: inputs })
    })

    it('hands back a result that is no map as it is', async () => {
      expect(await output(dialect.otherTypes, { kind: 'list' })).toEqual([1, 2])
      expect(await output(dialect.otherTypes, { kind: 'text' })).toBe('plain')
      expect(await output(dialect.otherTypes, { kind: 'nothing' })).toBeNull()
    })

    it('lets nothing of a run survive into the next', async () => {
      for (let round = 0; round < 3; round += 1) {
        expect(await output(dialect.leaveTraces)).toEqual({ found: [] })
      }
    })

    it('captures what is printed, apart from the result', async () => {
      const outcome = await run(dialect.print)
      expect(outcome).toMatchObject({ type: 'completed', output: {} })
      expect(outcome).toMatchObject({ stdout: 'to stdout\n', stderr: 'to stderr\n' })
    })

    it('cuts what is printed at the limit', async () => {
      const outcome = await run(dialect.printMuch)
      expect(outcome.type === 'completed' && outcome.stdout.length).toBe(65_536)
      expect(outcome.type === 'completed' && outcome.stderr.length).toBe(65_536)
    })

    it('reports an error of the code with its class, message and line', async () => {
      const outcome = await run(dialect.raise)
      const error = { type: dialect.raisedType, message: 'told you so', line: 3 }
      expect(outcome).toMatchObject({ type: 'failed', error })
      expect(outcome.type === 'failed' && outcome.stderr).toContain('told you so')
    })

    it('reports code that does not parse, with the line', async () => {
      const outcome = await run(dialect.broken)
      expect(outcome).toMatchObject({ type: 'failed', error: { type: 'SyntaxError', line: 2 } })
    })

    it('reports that main is missing', async () => {
      const outcome = await run(dialect.withoutMain)
      expect(outcome).toMatchObject({ type: 'failed' })
      expect(outcome.type === 'failed' && outcome.error.message).toContain('main')
      expect(outcome.type === 'failed' && outcome.error.message).toContain('not defined')
    })

    it('turns numbers JSON cannot say into null', async () => {
      expect(await output(dialect.notFinite)).toEqual({ nan: null, infinity: null })
    })

    it('reports a result JSON cannot say as an error of the code', async () => {
      expect(await run(dialect.unserialisable)).toMatchObject({ type: 'failed' })
      expect(await run(dialect.circular)).toMatchObject({ type: 'failed' })
    })

    it('takes a nested result up to a bound', async () => {
      expect(await run(dialect.deep, { depth: 100 })).toMatchObject({ type: 'completed' })
      const outcome = await run(dialect.deep, { depth: 1_000 })
      expect(['failed', 'crashed']).toContain(outcome.type)
    })

    it('ends a run that takes too long, wherever it is', async () => {
      expect(await run(dialect.endless)).toEqual({ type: 'timed-out', limitMs: timeoutMs })
      expect(await run(dialect.endlessNative)).toEqual({ type: 'timed-out', limitMs: timeoutMs })
    })

    it('ends a run that takes too much memory', async () => {
      const limitBytes = maxMemoryBytes
      expect(await run(dialect.memoryBomb)).toEqual({ type: 'out-of-memory', limitBytes })
    })

    it('survives endless recursion', async () => {
      const outcome = await run(dialect.recursion)
      expect(['failed', 'crashed']).toContain(outcome.type)
      expect(await output(dialect.add, { a: 1, b: 1 })).toEqual({ sum: 2 })
    })

    it('refuses a result that is too large', async () => {
      expect(await output(dialect.textOfLength, { length: 400_000 })).toMatchObject({})
      const outcome = await run(dialect.textOfLength, { length: 9_000_000 })
      expect(outcome).toEqual({ type: 'output-too-large', limitBytes: 8 * 1024 * 1024 })
    })

    it('is not confused by code that replaces built-ins', async () => {
      expect(await output(dialect.tampering, { a: 1 })).toEqual({ answer: 42 })
    })

    it('rejects with the reason once aborted, before, while waiting and while running', async () => {
      const reason = new Error('no longer wanted')
      await expect(run(dialect.endless, {}, AbortSignal.abort(reason))).rejects.toBe(reason)
      const controller = new AbortController()
      const runs = Array.from({ length: 5 }, () => run(dialect.endless, {}, controller.signal))
      const settled = Promise.allSettled(runs)
      setTimeout(() => {
        controller.abort(reason)
      }, 300)
      expect(await settled).toEqual(runs.map(() => ({ status: 'rejected', reason })))
    })

    it('runs several at once without mixing them up', async () => {
      const sums = await Promise.all(
        Array.from({ length: 8 }, (_, a) => output(dialect.add, { a, b: 100 })),
      )
      expect(sums).toEqual(Array.from({ length: 8 }, (_, a) => ({ sum: a + 100 })))
    })
  })
}
