import { spawn } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { fileURLToPath } from 'node:url'

import { createCodeSandbox, type CodeSandboxOptions } from '@weft/sandbox'
import { describe, expect, it } from 'vitest'

import { requestOf, tenant } from './requests.js'

const never = new AbortController().signal
const wait = (ms: number) =>
  `function main() { const end = Date.now() + ${ms}; while (Date.now() < end); return {} }`
const quick = 'function main() { return {} }'

async function withSandbox(
  options: CodeSandboxOptions,
  work: (sandbox: ReturnType<typeof createCodeSandbox>) => Promise<void>,
): Promise<void> {
  const sandbox = createCodeSandbox(options)
  try {
    await work(sandbox)
  } finally {
    await sandbox.close()
  }
}

describe('the code sandbox in operation', () => {
  it('refuses languages it does not run', async () => {
    await withSandbox({ languages: ['javascript'] }, async (sandbox) => {
      for (const language of ['python3', 'typescript', 'go'] as const) {
        const outcome = await sandbox.run(requestOf(language, 'x'), { signal: never })
        expect(outcome).toEqual({
          type: 'refused',
          reason: 'unsupported-language',
          message: expect.stringContaining(
            `Code in ${language} cannot be run here, only javascript.`,
          ) as string,
        })
      }
    })
  })

  it('T-A1: refuses requests of another shape, and takes no other field', async () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const changes: readonly Record<string, unknown>[] = [
      { code: 1 },
      { code: null },
      { code: { toString: () => quick } },
      { inputs: null },
      { inputs: [1] },
      { inputs: 'x' },
      { inputs: circular },
      { inputs: { big: 1n } },
      { inputs: { toJSON: () => 'text' } },
      { language: 7 },
      { tenantId: undefined },
    ]
    await withSandbox({}, async (sandbox) => {
      for (const change of changes) {
        const request = { ...requestOf('javascript', quick), ...change }
        const outcome = await sandbox.run(request, { signal: never })
        expect(outcome).toMatchObject({ type: 'refused', reason: 'invalid' })
      }
      expect(await sandbox.run(requestOf('javascript', quick), { signal: never })).toMatchObject({
        type: 'completed',
      })
    })
  })

  it.each([
    { timeoutMs: 1 },
    { maxMemoryBytes: 2 ** 40 },
    { preload: 'throw 1' },
    { enable_network: true },
    { isNetworkGranted: true },
    { policy: {} },
    { env: { A: '1' } },
    { options: { timeoutMs: 1 } },
    { program: 1 },
    { __proto__x: 1 },
  ])('T-A1, T-A8: refuses a request with the unknown field %j', async (extra) => {
    await withSandbox({}, async (sandbox) => {
      const request = { ...requestOf('javascript', quick), ...extra }
      const [name = ''] = Object.keys(extra)
      expect(await sandbox.run(request, { signal: never })).toEqual({
        type: 'refused',
        reason: 'invalid',
        message: `The request has a field that is not known: ${name}.`,
      })
    })
  })

  it('refuses options that make no sense', () => {
    expect(() => createCodeSandbox({ timeoutMs: 0 })).toThrow(/timeoutMs/)
    expect(() => createCodeSandbox({ maxMemoryBytes: 1024 })).toThrow(/maxMemoryBytes/)
    expect(() => createCodeSandbox({ pythonWorkers: 0 })).toThrow(/pythonWorkers/)
    expect(() => createCodeSandbox({ javascriptWorkers: 1.5 })).toThrow(/javascriptWorkers/)
    expect(() => createCodeSandbox({ maxQueued: -1 })).toThrow(/maxQueued/)
    expect(() => createCodeSandbox({ reservedWorkers: -1 })).toThrow(/reservedWorkers/)
    expect(() => createCodeSandbox({ go: { command: 'go' } })).toThrow(/absolute path/)
  })

  it('refuses what does not fit into the queue', async () => {
    await withSandbox(
      { javascriptWorkers: 1, reservedWorkers: 0, maxQueued: 2 },
      async (sandbox) => {
        await sandbox.warmUp(['javascript'])
        const outcomes = await Promise.all(
          Array.from({ length: 5 }, () =>
            sandbox.run(requestOf('javascript', wait(100)), { signal: never }),
          ),
        )
        expect(outcomes.map(({ type }) => type)).toEqual([
          'completed',
          'completed',
          'completed',
          'refused',
          'refused',
        ])
        expect(outcomes[4]).toMatchObject({ reason: 'busy' })
      },
    )
  })

  it('keeps room in the queue for other workspaces', async () => {
    await withSandbox(
      { javascriptWorkers: 1, reservedWorkers: 0, maxQueued: 4, maxQueuedPerTenant: 2 },
      async (sandbox) => {
        await sandbox.warmUp(['javascript'])
        const run = (number: number) =>
          sandbox.run(requestOf('javascript', wait(50), {}, tenant(number)), { signal: never })
        const outcomes = await Promise.all([run(1), run(1), run(1), run(1), run(2)])
        expect(outcomes.map(({ type }) => type)).toEqual([
          'completed',
          'completed',
          'completed',
          'refused',
          'completed',
        ])
      },
    )
  })

  it('takes turns between workspaces', async () => {
    await withSandbox({ javascriptWorkers: 1, reservedWorkers: 0 }, async (sandbox) => {
      await sandbox.warmUp(['javascript'])
      const order: number[] = []
      const run = async (number: number) => {
        await sandbox.run(requestOf('javascript', wait(10), {}, tenant(number)), { signal: never })
        order.push(number)
      }
      await Promise.all([run(1), run(1), run(1), run(1), run(2), run(2), run(3)])
      expect(order).toEqual([1, 1, 2, 3, 1, 2, 1])
    })
  })

  it('serves a workspace at once while another one floods it', async () => {
    await withSandbox({ javascriptWorkers: 2, timeoutMs: 8_000 }, async (sandbox) => {
      await sandbox.warmUp(['javascript'])
      const flood = new AbortController()
      setMaxListeners(0, flood.signal)
      const endless = Array.from({ length: 40 }, () =>
        sandbox.run(requestOf('javascript', wait(60_000), {}, tenant(1)), { signal: flood.signal }),
      )
      const ended: number[] = []
      for (const run of endless) void run.then(() => ended.push(1)).catch(() => undefined)
      for (let round = 0; round < 20; round += 1) {
        const outcome = await sandbox.run(requestOf('javascript', quick, {}, tenant(2)), {
          signal: never,
        })
        expect(outcome).toMatchObject({ type: 'completed' })
      }
      // Twenty runs of the second workspace were served before the first run of the flood came to an end.
      expect(ended).toEqual([])
      flood.abort(new Error('enough'))
      await Promise.allSettled(endless)
    })
  })

  it('takes one interpreter from a flood while somebody else is active', async () => {
    await withSandbox({ javascriptWorkers: 2, timeoutMs: 8_000 }, async (sandbox) => {
      await sandbox.warmUp(['javascript'])
      const run = (number: number, ms: number) =>
        sandbox.run(requestOf('javascript', wait(ms), {}, tenant(number)), { signal: never })
      await run(2, 1)
      const startedAt = performance.now()
      await Promise.all(Array.from({ length: 10 }, () => run(1, 50)))
      // One after another, but for the first and the last: nothing else waits next to those.
      expect(performance.now() - startedAt).toBeGreaterThan(8 * 50)
    })
  })

  it('lets no workspace hold the reserved interpreters', async () => {
    await withSandbox(
      { javascriptWorkers: 2, reservedWorkers: 1, timeoutMs: 5_000 },
      async (sandbox) => {
        await sandbox.warmUp(['javascript'])
        const startedAt = performance.now()
        const run = (number: number, ms: number) =>
          sandbox
            .run(requestOf('javascript', wait(ms), {}, tenant(number)), { signal: never })
            .then(() => performance.now() - startedAt)
        // Three interpreters are ready, and still the third run of the first workspace waits for one of its own.
        const [, , third, other] = await Promise.all([
          run(1, 400),
          run(1, 400),
          run(1, 1),
          run(2, 1),
        ])
        expect(third).toBeGreaterThan(390)
        expect(other).toBeLessThan(third)
      },
    )
  })

  it.runIf(process.platform === 'linux').each([
    { reservedWorkers: 1, lowered: 2 },
    { reservedWorkers: 0, lowered: 0 },
  ])(
    'lets the threads of a flood yield to all others: $lowered with $reservedWorkers reserved',
    async ({ reservedWorkers, lowered }) => {
      await withSandbox({ javascriptWorkers: 2, reservedWorkers }, async (sandbox) => {
        const before = loweredThreads()
        await sandbox.warmUp(['javascript'])
        expect(loweredThreads() - before).toBe(lowered)
      })
    },
  )

  it('forgets a waiting run that is aborted', async () => {
    await withSandbox(
      { javascriptWorkers: 1, reservedWorkers: 0, maxQueued: 1 },
      async (sandbox) => {
        await sandbox.warmUp(['javascript'])
        const busy = sandbox.run(requestOf('javascript', wait(300)), { signal: never })
        const controller = new AbortController()
        const waiting = sandbox.run(requestOf('javascript', quick), { signal: controller.signal })
        controller.abort(new Error('gone'))
        await expect(waiting).rejects.toThrow('gone')
        const next = sandbox.run(requestOf('javascript', quick), { signal: never })
        expect(await next).toMatchObject({ type: 'completed' })
        expect(await busy).toMatchObject({ type: 'completed' })
      },
    )
  })

  it('does not count waiting as running', async () => {
    await withSandbox({ javascriptWorkers: 1, timeoutMs: 600 }, async (sandbox) => {
      await sandbox.warmUp(['javascript'])
      const runs = Array.from({ length: 4 }, () =>
        sandbox.run(requestOf('javascript', wait(250)), { signal: never }),
      )
      for (const outcome of await Promise.all(runs)) {
        expect(outcome).toMatchObject({ type: 'completed' })
        expect(outcome.type === 'completed' && outcome.elapsedMs).toBeLessThan(600)
      }
    })
  })

  it('answers what runs and refuses what waits when it is closed', async () => {
    const sandbox = createCodeSandbox({ javascriptWorkers: 1 })
    await sandbox.warmUp(['javascript'])
    const running = sandbox.run(requestOf('javascript', wait(60_000)), { signal: never })
    const waiting = sandbox.run(requestOf('javascript', quick), { signal: never })
    await sandbox.close()
    expect(await running).toEqual({ type: 'crashed', message: 'The sandbox was closed.' })
    expect(await waiting).toMatchObject({ type: 'refused', reason: 'busy' })
    const later = sandbox.run(requestOf('javascript', quick), { signal: never })
    expect(await later).toMatchObject({ type: 'refused', reason: 'busy' })
    await sandbox.close()
  })

  it('lets the process end by itself, with idle interpreters and without close', async () => {
    const program = `
import { createCodeSandbox, createTemplateRenderer } from '@weft/sandbox'
const sandbox = createCodeSandbox()
const signal = new AbortController().signal
const run = (language, code) => sandbox.run({ tenantId: 't', language, code, inputs: {} }, { signal })
console.log((await run('python3', 'def main():\\n  return {}')).type)
console.log((await run('javascript', 'function main() { return {} }')).type)
console.log(createTemplateRenderer().render('{{ 1 }}', {}).text)
`
    const folder = fileURLToPath(new URL('.', import.meta.url))
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: folder })
    let printed = ''
    child.stdout.on('data', (data: Buffer) => (printed += data.toString()))
    child.stderr.on('data', (data: Buffer) => (printed += data.toString()))
    const code = await new Promise((resolve) => child.on('exit', resolve))
    expect({ code, printed }).toEqual({ code: 0, printed: 'completed\ncompleted\n1\n' })
  })
})

/** Threads of this process whose priority is lower than its own. */
function loweredThreads(): number {
  const own = getPriority(process.pid)
  return readdirSync('/proc/self/task').filter((thread) => nicenessOf(thread) > own).length
}

function nicenessOf(thread: string): number {
  const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')
  // Fields begin to count after the name, which may hold anything; niceness is the 19th of all.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
}
