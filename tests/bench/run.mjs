/**
 * `npm run bench` runs every `*.bench.mjs` here, `npm run bench -- engine` those named so. Each exports `name` and
 * `run()`, which gives figures by name, or rows of `{ what, value, unit, bar, atLeast }`; `bar` is the most and `atLeast` the
 * least the value may be, and both may be absent. With `--json` one JSON document is printed, else a table. Exits with 1 when a bar is missed.
 */
import { readdir } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
globalThis.gc = runInNewContext('gc')

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const isJson = process.argv.includes('--json')

const results = []
for (const file of await benchFiles()) {
  const { name, run } = await import(new URL(file, import.meta.url))
  results.push({ name, rows: toRows(await run()).map(judge) })
}

const isMissed = results.some(({ rows }) => rows.some((row) => row.isMet === false))
console.log(isJson ? JSON.stringify(describeRun(), undefined, 2) : results.map(table).join('\n\n'))
process.exitCode = isMissed ? 1 : 0

async function benchFiles() {
  const files = await readdir(new URL('.', import.meta.url))
  const isWanted = (file) => wanted.length === 0 || wanted.includes(file.replace('.bench.mjs', ''))
  return files.filter((file) => file.endsWith('.bench.mjs') && isWanted(file)).sort()
}

function toRows(measured, prefix = '') {
  if (Array.isArray(measured)) return measured
  return Object.entries(measured).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? toRows(value, `${prefix}${key}.`)
      : [{ what: `${prefix}${key}`, value, unit: '' }],
  )
}

function judge(row) {
  const { value, bar, atLeast } = row
  if (bar === undefined && atLeast === undefined) return row
  return { ...row, isMet: value <= (bar ?? Infinity) && value >= (atLeast ?? -Infinity) }
}

function describeRun() {
  return { node: process.version, platform: `${process.platform} ${process.arch}`, results }
}

function table({ name, rows }) {
  const lines = rows.map(({ what, value, unit, bar, atLeast, isMet }) => {
    const measured = `${typeof value === 'number' ? value.toFixed(2) : value} ${unit}`.padStart(20)
    if (isMet === undefined) return `${measured}  ${what}`
    const bound = bar === undefined ? `at least ${atLeast}` : `at most ${bar}`
    return `${measured}  ${what} (${bound}: ${isMet ? 'met' : 'MISSED'})`
  })
  return [name, ...lines].join('\n')
}
