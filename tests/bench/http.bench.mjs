/**
 * The server as people start it, with its embedded database on disk: requests per second of a workflow of two nodes,
 * blocking and streaming, and the time to a stream's first event, with fifty clients at once.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const name = 'http'

const CLIENTS = 50
const WARM_UP_MS = 1_000
const MEASURED_MS = 4_000
const START_MS = 30_000
const SERVER = fileURLToPath(new URL('../../packages/server/bin/weft.js', import.meta.url))

const DOCUMENT = `
kind: app
version: 0.6.0
app: { name: Bench, mode: workflow, icon: 🧵, description: '' }
workflow:
  features: {}
  environment_variables: []
  conversation_variables: []
  graph:
    nodes:
      - { id: start, data: { type: start, title: Start, variables: [] } }
      - { id: end, data: { type: end, title: End, outputs: [] } }
    edges:
      - { id: e, source: start, target: end, sourceHandle: source, targetHandle: target }
`

export async function run() {
  const folder = await mkdtemp(join(tmpdir(), 'weft-bench-'))
  const server = await startServer(folder)
  try {
    await load(server, 'blocking', WARM_UP_MS)
    const blocking = await load(server, 'blocking', MEASURED_MS)
    const streaming = await load(server, 'streaming', MEASURED_MS)
    return [
      { what: 'blocking', value: blocking.perSecond, unit: 'requests/s', atLeast: 500 },
      { what: 'blocking, p95', value: percentile(blocking.totals, 0.95), unit: 'ms' },
      { what: 'streaming', value: streaming.perSecond, unit: 'requests/s', atLeast: 500 },
      { what: 'first event, p50', value: percentile(streaming.firsts, 0.5), unit: 'ms' },
      { what: 'first event, p95', value: percentile(streaming.firsts, 0.95), unit: 'ms', bar: 50 },
      { what: 'failed', value: blocking.failed + streaming.failed, unit: 'requests', bar: 0 },
    ]
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function startServer(folder) {
  const document = join(folder, 'bench.yml')
  await writeFile(document, DOCUMENT)
  const args = ['start', '--port', '0', '--data-dir', folder, '--import', document, '--json']
  const child = spawn(process.execPath, [SERVER, ...args], {
    env: { PATH: process.env.PATH, WEFT_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = async () => {
    if (child.exitCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  }
  try {
    const { url, apps } = await readyLine(child)
    return { url, key: apps.find((app) => app.name === 'Bench').api_key, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function readyLine(child) {
  const lines = createInterface({ input: child.stdout })
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS)
  try {
    for await (const line of lines) {
      const event = line.startsWith('{') ? JSON.parse(line) : {}
      if (event.event === 'ready') return event
    }
    throw new Error('The server ended before it was ready.')
  } finally {
    clearTimeout(timer)
    child.stdout.resume()
  }
}

/** Every client sends its next request as soon as it has the answer to the one before. */
async function load(server, responseMode, durationMs) {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
  const result = { firsts: [], totals: [], failed: 0 }
  const startedAt = performance.now()
  const isOver = () => performance.now() - startedAt > durationMs
  const client = async (_value, index) => {
    const body = JSON.stringify({ inputs: {}, user: `u${index}`, response_mode: responseMode })
    while (!isOver()) await send(server, agent, body, result)
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  const seconds = (performance.now() - startedAt) / 1000
  agent.destroy()
  return { ...result, perSecond: Math.round(result.totals.length / seconds) }
}

function send({ url, key }, agent, body, result) {
  const startedAt = performance.now()
  const headers = {
    Authorization: `Bearer ${key}`,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  }
  return new Promise((resolve) => {
    const fail = () => {
      result.failed++
      resolve()
    }
    const outgoing = request(`${url}/v1/workflows/run`, { method: 'POST', agent, headers })
    outgoing.setTimeout(10_000, () => outgoing.destroy(new Error('No answer')))
    outgoing.on('error', fail)
    outgoing.on('response', (response) => {
      if (response.statusCode !== 200) result.failed++
      response.once('data', () => result.firsts.push(performance.now() - startedAt))
      response.on('data', () => undefined)
      response.on('error', fail)
      response.on('end', () => {
        if (response.statusCode === 200) result.totals.push(performance.now() - startedAt)
        resolve()
      })
    })
    outgoing.end(body)
  })
}

function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
  return Math.round(value * 10) / 10
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await run())
