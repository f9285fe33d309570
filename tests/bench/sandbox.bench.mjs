import { spawn } from 'node:child_process'

import { createCodeSandbox, createTemplateRenderer } from '@weft/sandbox'

export const name = 'sandbox'

const MEBIBYTE = 1024 * 1024
const TRIVIAL = {
  python3: 'def main(a, b):\n    return {"sum": a + b}',
  javascript: 'function main({ a, b }) { return { sum: a + b } }',
  typescript: 'function main({ a, b }: { a: number; b: number }): object { return { sum: a + b } }',
}
/** p50 and p95 of a call on a warm interpreter, in milliseconds. */
const BARS = { python3: [6, 15], javascript: [1.5, 4], typescript: [undefined, undefined] }
const ECHO = 'def main(items):\n    return {"items": items}'
const BOMB = 'def main():\n    kept = []\n    while True: kept.append(bytearray(1 << 20))'

/** What code costs: alone, at once, with much data, at its limits, next to a flood, and as a process of its own. */
export async function run() {
  return [
    ...(await warmCalls()),
    ...(await manyAtOnce()),
    ...(await largeArrays()),
    ...(await limits()),
    ...(await fairness()),
    ...(await templates()),
    ...(await processes()),
  ]
}

async function warmCalls() {
  return withSandbox({ reservedWorkers: 0 }, async (sandbox) => {
    const rows = []
    for (const language of Object.keys(TRIVIAL)) {
      await sandbox.warmUp([language])
      await call(sandbox, language)
      const times = []
      for (let round = 0; round < 60; round += 1) {
        await sandbox.warmUp([language])
        times.push(await timed(() => call(sandbox, language)))
      }
      const [p50, p95] = BARS[language]
      rows.push(
        row(`${language}: warm call p50`, median(times), 'ms', p50),
        row(`${language}: warm call p95`, percentile(times, 95), 'ms', p95),
      )
    }
    return rows
  })
}

async function manyAtOnce() {
  return withSandbox({ maxQueuedPerTenant: 256, reservedWorkers: 0 }, async (sandbox) => {
    await sandbox.warmUp(['python3'])
    const outcomes = []
    const ms = await timed(async () => {
      const runs = Array.from({ length: 100 }, () => runCode(sandbox, TRIVIAL.python3, PAIR))
      outcomes.push(...(await Promise.all(runs)))
    })
    const failed = outcomes.filter(({ type }) => type !== 'completed').length
    return [
      row('python3: 100 at once, not completed', failed, 'runs', 0),
      row('python3: 100 at once, fresh interpreters', 100_000 / ms, '/s'),
      row('python3: 100 at once, time for each (15/s)', ms / 100, 'ms', 1_000 / 15),
    ]
  })
}

async function largeArrays() {
  const items = Array.from({ length: 50_000 }, (_, index) => `item ${index}`)
  return withSandbox({}, async (sandbox) => {
    await sandbox.warmUp(['python3'])
    const times = []
    for (let round = 0; round < 5; round += 1) {
      await sandbox.warmUp(['python3'])
      times.push(
        await timed(async () => {
          const { output } = await completed(runCode(sandbox, ECHO, { items }))
          if (output.items.length !== items.length) throw new Error('Items were lost.')
        }),
      )
    }
    return [row('python3: 50,000 texts in and out', median(times), 'ms')]
  })
}

async function limits() {
  const timeoutMs = 500
  return withSandbox({ timeoutMs, reservedWorkers: 0 }, async (sandbox) => {
    await sandbox.warmUp(['python3'])
    const late = []
    for (let round = 0; round < 5; round += 1) {
      await sandbox.warmUp(['python3'])
      const ms = await timed(() => runCode(sandbox, 'def main():\n    while True: pass', {}))
      late.push(ms - timeoutMs)
    }
    return [
      row('python3: endless loop ended this long after its limit', Math.max(...late), 'ms', 100),
      ...(await memoryAfterBombs()),
    ]
  })
}

/** RSS is compared between two idle states of the same pool: as many warm interpreters before as after. */
async function memoryAfterBombs() {
  return withSandbox({ pythonWorkers: 2, reservedWorkers: 0 }, async (sandbox) => {
    const settle = async () => {
      await sandbox.warmUp(['python3'])
      await new Promise((resolve) => setTimeout(resolve, 500))
      globalThis.gc?.()
      return process.memoryUsage().rss
    }
    for (let round = 0; round < 6; round += 1) await runCode(sandbox, TRIVIAL.python3, PAIR)
    const before = await settle()
    const types = new Set()
    for (let round = 0; round < 6; round += 1) {
      types.add((await runCode(sandbox, BOMB, {})).type)
    }
    if (types.size !== 1 || !types.has('out-of-memory')) throw new Error([...types].join())
    const after = await settle()
    return [row('python3: RSS kept after 6 memory bombs', (after - before) / MEBIBYTE, 'MiB', 32)]
  })
}

/** Each takes a processor for a while. */
const BUSY = {
  python3:
    'def main(a, b):\n    total = 0\n    for n in range(400_000): total += n\n    return {"total": total}',
  javascript:
    'function main() { let total = 0; for (let n = 0; n < 2e6; n += 1) total += n; return { total } }',
}

/** Calm and flooded rounds take turns, so that what else the machine does falls on both alike. */
const FAIRNESS_ROUNDS = 2
const CALLS_A_ROUND = 40

/** One workspace calls now and then; another one keeps many runs that compute waiting meanwhile. */
async function fairness() {
  const rows = []
  for (const language of ['javascript', 'python3']) {
    for (const [kind, code] of [
      ['small', TRIVIAL[language]],
      ['computing', BUSY[language]],
    ]) {
      const { alone, flooded } = await calmCalls(language, code)
      const what = `${language}, ${kind} runs: p95 of a calm workspace`
      rows.push(
        row(`${what}, alone`, percentile(alone, 95), 'ms'),
        row(`${what} next to a flood`, percentile(flooded, 95), 'ms'),
        row(
          `${language}, ${kind} runs: a flood raises the p95 of others by`,
          (percentile(flooded, 95) / percentile(alone, 95) - 1) * 100,
          '%',
          20,
        ),
      )
    }
  }
  return rows
}

async function calmCalls(language, code) {
  return withSandbox({ maxQueuedPerTenant: 64 }, async (sandbox) => {
    const times = { alone: [], flooded: [] }
    await sandbox.warmUp([language])
    // Both are known before it begins.
    for (const tenantId of ['calm', 'flood']) await call(sandbox, language, tenantId)
    for (let round = 0; round < FAIRNESS_ROUNDS; round += 1) {
      times.alone.push(...(await calmRound()))
      const flood = new AbortController()
      const flooding = Array.from({ length: 12 }, () => keepFlooding(flood.signal))
      times.flooded.push(...(await calmRound()))
      flood.abort()
      await Promise.all(flooding)
    }
    return times

    async function calmRound() {
      const round = []
      for (let calls = 0; calls < CALLS_A_ROUND; calls += 1) {
        await new Promise((resolve) => setTimeout(resolve, 200))
        const options = { language, tenantId: 'calm' }
        round.push(await timed(() => completed(runCode(sandbox, code, PAIR, options))))
      }
      return round
    }

    async function keepFlooding(signal) {
      const options = { language, tenantId: 'flood' }
      while (!signal.aborted) await runCode(sandbox, BUSY[language], PAIR, options)
    }
  })
}

async function templates() {
  const renderer = createTemplateRenderer()
  const variables = { name: 'Ada', items: [1, 2, 3] }
  const template = 'Hello {{ name }}{% for i in items %} {{ i }}{% endfor %}'
  try {
    const times = []
    for (let round = 0; round < 3_000; round += 1) {
      times.push(await timed(() => renderer.render(template, variables)))
    }
    return [
      row('template: p50', median(times), 'ms'),
      row('template: p95', percentile(times, 95), 'ms'),
    ]
  } finally {
    await renderer.close()
  }
}

/** For comparison: what a process for each run costs on this machine. */
async function processes() {
  const rows = []
  for (const [command, ...args] of [
    ['python3', '-c', 'import json; print(json.dumps({"sum": 3}))'],
    [process.execPath, '-e', 'console.log(JSON.stringify({ sum: 3 }))'],
  ]) {
    const times = []
    for (let round = 0; round < 10; round += 1) times.push(await timed(() => ended(command, args)))
    const shown = command === process.execPath ? 'node -e' : 'python3 -c'
    rows.push(row(`for comparison: spawning ${shown}`, median(times), 'ms'))
  }
  return rows
}

function ended(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore' })
    child.on('close', resolve)
    child.on('error', resolve)
  })
}

const PAIR = { a: 1, b: 2 }

function call(sandbox, language, tenantId = 'bench') {
  return completed(runCode(sandbox, TRIVIAL[language], PAIR, { language, tenantId }))
}

function runCode(sandbox, code, inputs, { language = 'python3', tenantId = 'bench' } = {}) {
  const { signal } = new AbortController()
  return sandbox.run({ tenantId, language, code, inputs }, { signal })
}

async function completed(running) {
  const outcome = await running
  if (outcome.type !== 'completed') throw new Error(`The run ended as ${outcome.type}.`)
  return outcome
}

async function withSandbox(options, work) {
  const sandbox = createCodeSandbox(options)
  try {
    return await work(sandbox)
  } finally {
    await sandbox.close()
  }
}

async function timed(work) {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const median = (values) => percentile(values, 50)

/** The value below which so many percent of the values lie. */
function percentile(values, percent) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0
}

function row(what, value, unit, bar) {
  return { what, value, unit, ...(bar === undefined ? {} : { bar }) }
}
