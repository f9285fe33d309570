/**
 * Streams of language models, from a server in a process of its own: how many chunks pass per second when they come
 * as fast as they can, and how much later than by a client that only reads the bytes a chunk is handed on.
 */
import { createModelRegistry } from '@weft/adapters-llm'
import { Secret } from '@weft/domain/kernel'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const name = 'model-stream'

const CHUNKS = 40_000
const EVENTS_PER_WRITE = 16
const ROUNDS = 3
const STREAMS = 20
const TRICKLED = 200
const TRICKLE_MS = 10
const LEAST_PER_SECOND = 20_000
const MOST_LATENESS_MS = 2
const apiKey = Secret.of('bench')
const tenantId = '0190a000-0000-7000-8000-000000000001'

const PROVIDERS = [
  { kind: 'openai-compatible', id: 'compatible', path: '/v1' },
  { kind: 'openai', id: 'openai', path: '/v1' },
  { kind: 'openai', id: 'responses', api: 'responses', path: '/v1' },
  { kind: 'anthropic', id: 'anthropic', path: '/v1' },
  { kind: 'google', id: 'google', path: '/v1beta' },
]

export async function run() {
  const server = await startServer()
  try {
    const rows = []
    for (const provider of PROVIDERS) {
      const model = await open(server.url, provider)
      rows.push(await flood(provider.id, model), await trickle(provider.id, model, server.url))
    }
    return rows
  } finally {
    server.stop()
  }
}

function open(url, { path, ...configuration }) {
  const provider = { ...configuration, apiKey, baseUrl: `${url}${path}` }
  const registry = createModelRegistry({ providers: [provider], fetch })
  return registry.languageModel(tenantId, { provider: provider.id, name: 'bench' })
}

async function flood(id, model) {
  const perSecond = []
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now()
    const count = await consume(model, `flood ${CHUNKS}`, () => undefined)
    perSecond.push((count * 1_000) / (performance.now() - startedAt))
  }
  return {
    what: `${id}: chunks per second, as fast as they come`,
    value: Math.max(...perSecond),
    unit: '/s',
    atLeast: LEAST_PER_SECOND,
  }
}

/** The best of several rounds, each beside a round that only reads the bytes: the machine has other things to do too. */
async function trickle(id, model, url) {
  const ours = []
  const bytes = []
  for (let round = 0; round < ROUNDS; round++) {
    bytes.push(percentile(await rawLateness(url), 95))
    ours.push(percentile(await lateness(model), 95))
  }
  return {
    what: `${id}: p95 added between sent and handed on, ${STREAMS} streams at once`,
    value: Math.min(...ours) - Math.min(...bytes),
    unit: 'ms',
    bar: MOST_LATENESS_MS,
  }
}

async function lateness(model) {
  const late = []
  const note = (text) => late.push(now() - Number(text))
  const streams = Array.from({ length: STREAMS }, () => consume(model, `trickle ${TRICKLED}`, note))
  await Promise.all(streams)
  return settled(late)
}

/** The first chunks pay for connections and warming up. */
function settled(values) {
  return values.slice(values.length / 4)
}

async function consume(model, order, onText) {
  const request = {
    messages: [{ role: 'user', content: order }],
    parameters: {},
    stop: [],
    tools: [],
  }
  let count = 0
  for await (const chunk of model.complete(request, { signal: new AbortController().signal })) {
    if (chunk.type !== 'text') continue
    onText(chunk.text)
    count++
  }
  return count
}

async function rawLateness(url) {
  const late = []
  const read = async () => {
    const body = JSON.stringify({ order: `trickle ${TRICKLED}` })
    const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body })
    const decoder = new TextDecoder()
    for await (const bytes of response.body) {
      const sent = [...decoder.decode(bytes).matchAll(/"content":"([\d.]+)"/g)]
      for (const [, text] of sent) late.push(now() - Number(text))
    }
  }
  await Promise.all(Array.from({ length: STREAMS }, read))
  return settled(late)
}

/** Milliseconds that mean the same in both processes. */
function now() {
  return performance.timeOrigin + performance.now()
}

/** The value below which so many percent of the values lie. */
function percentile(values, percent) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN
}

async function startServer() {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = await once(child.stdout, 'data')
  return { url: `http://127.0.0.1:${Number(port)}`, stop: () => child.kill() }
}

const sse = (data) => `data: ${JSON.stringify(data)}\n\n`
const head = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'bench' }
const usage = { input_tokens: 1, output_tokens: 1 }

const WIRES = {
  '/chat/completions': {
    begin: '',
    text: (content) =>
      sse({ ...head, choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
    end: `${sse({ ...head, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}data: [DONE]\n\n`,
  },
  '/responses': {
    begin:
      sse({
        type: 'response.created',
        response: { id: 'r', created_at: 1, model: 'bench', service_tier: null },
      }) +
      sse({
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'message', id: 'm' },
      }),
    text: (delta) => sse({ type: 'response.output_text.delta', item_id: 'm', delta }),
    end: sse({ type: 'response.completed', response: { usage } }),
  },
  '/messages': {
    begin:
      sse({
        type: 'message_start',
        message: { id: 'm', model: 'bench', role: 'assistant', usage },
      }) +
      sse({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    text: (text) =>
      sse({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
    end:
      sse({ type: 'content_block_stop', index: 0 }) +
      sse({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage }) +
      sse({ type: 'message_stop' }),
  },
  ':streamGenerateContent': {
    begin: '',
    text: (text) => sse({ candidates: [{ content: { role: 'model', parts: [{ text }] } }] }),
    end: sse({ candidates: [{ content: { parts: [] }, finishReason: 'STOP' }] }),
  },
}

function serve() {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (bytes) => (body += bytes))
    request.on('end', () => {
      const path = request.url.split('?')[0]
      const wire = Object.entries(WIRES).find(([ending]) => path.endsWith(ending))[1]
      const [, kind, count] = /(flood|trickle) (\d+)/.exec(body)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(wire.begin)
      const send = kind === 'flood' ? sendFlood : sendTrickle
      void send(response, wire, Number(count)).then(() => response.end(wire.end))
    })
  })
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
}

async function sendFlood(response, wire, count) {
  const events = wire.text(' some word').repeat(EVENTS_PER_WRITE)
  for (let sent = 0; sent < count; sent += EVENTS_PER_WRITE)
    if (!response.write(events)) await once(response, 'drain')
}

async function sendTrickle(response, wire, count) {
  for (let sent = 0; sent < count; sent++) {
    response.write(wire.text(String(now())))
    await sleep(TRICKLE_MS)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'serve') serve()
  else console.table(await run())
}
