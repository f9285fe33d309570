/**
 * Counting tokens: how many per second of ordinary texts, what the worst text takes for each character, and how long
 * either keeps the process from anything else; and what it costs to begin.
 */
import { ModelTokenCounter } from '@weft/adapters-llm'
import { spawnSync } from 'node:child_process'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { median } from './measure.mjs'

export const name = 'tokens'

const CHARACTERS = 1_000_000
const ROUNDS = 3
const LEAST_PER_SECOND = 300_000
const MOST_WORST_MS = 10_000
const MOST_DELAY_MS = 250

const WORDS =
  'the of and to in was his that he it with as had for she be on at is counting tokens_in_use Straße naïve 3.14159 2024-11-05 {"key": "value"} 你好，世界。 日本語 안녕하세요 Привет 👍 https://example.org/a?b=c'.split(
    ' ',
  )

/** Texts that cost most: one word without an end, in letters of one, two, three and four bytes. */
const WORST = [
  'a',
  '-',
  ' ',
  '\t ',
  '/\n',
  'é',
  '汉',
  '👍',
  '\ud800',
  'e\u0301',
  "'\u0301",
  'bxqzkjvw',
]

export async function run() {
  const counter = new ModelTokenCounter({ name: 'gpt-4o' })
  const first = coldStart()
  await counter.countTexts(['warm'])
  const prose = await measured(counter, anyProse())
  const worst = []
  for (const unit of WORST) worst.push({ unit, ...(await measured(counter, repeated(unit), 1)) })
  const slowest = worst.toSorted((a, b) => b.ms - a.ms)[0]
  const rudest = worst.toSorted((a, b) => b.delayMs - a.delayMs)[0]
  return [
    { what: 'first count, with the vocabulary read', value: first.ms, unit: 'ms' },
    { what: 'memory it then takes', value: first.megabytes, unit: 'MB' },
    {
      what: 'tokens per second, mixed prose',
      value: prose.tokens / (prose.ms / 1_000),
      unit: '/s',
      atLeast: LEAST_PER_SECOND,
    },
    {
      what: `worst text of a million characters: ${JSON.stringify(slowest.unit)}`,
      value: slowest.ms,
      unit: 'ms',
      bar: MOST_WORST_MS,
    },
    {
      what: `longest time nothing else ran, by ${JSON.stringify(rudest.unit)}`,
      value: rudest.delayMs,
      unit: 'ms',
      bar: MOST_DELAY_MS,
    },
  ]
}

async function measured(counter, text, rounds = ROUNDS) {
  const times = []
  let tokens = 0
  const delay = monitorEventLoopDelay({ resolution: 1 })
  for (let round = 0; round < rounds; round++) {
    delay.enable()
    const startedAt = performance.now()
    tokens = await counter.countTexts([text])
    times.push(performance.now() - startedAt)
    delay.disable()
  }
  return { tokens, ms: median(times), delayMs: delay.max / 1e6 }
}

/** The same words in the same order, whenever it runs. */
function anyProse() {
  const words = []
  let seed = 1
  for (let length = 0; length < CHARACTERS; length += words.at(-1).length + 1) {
    seed = (seed * 48_271) % 2_147_483_647
    words.push(WORDS[seed % WORDS.length])
  }
  return words.join(' ')
}

function repeated(unit) {
  return unit.repeat(CHARACTERS / unit.length)
}

/** In a process of its own, where nothing was counted yet. */
function coldStart() {
  const child = spawnSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), 'cold'])
  return JSON.parse(child.stdout)
}

async function countForTheFirstTime() {
  globalThis.gc()
  const before = process.memoryUsage().rss
  const startedAt = performance.now()
  await new ModelTokenCounter({ name: 'gpt-4o' }).countTexts(['hello world'])
  const ms = performance.now() - startedAt
  globalThis.gc()
  const megabytes = (process.memoryUsage().rss - before) / 2 ** 20
  console.log(JSON.stringify({ ms, megabytes }))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'cold') await countForTheFirstTime()
  else console.table(await run())
}
