import { Egress } from '@weft/adapters-egress'
import { afterAll } from 'vitest'

import { describeEscapes, describeTraces } from './escape-suite.js'

const alive = 'function main() { return { alive: true } }'
const get = (address: string) =>
  `async function main() { return { found: await (await fetch(${address})).text() } }`

const PROGRAMS = {
  fetches: get('"CANARY_URL"'),
  'fetches with an object for an address': get('{ url: "CANARY_URL" }'),
  'fetches with an address that changes': get(
    '(() => { let n = 0; return { toString: () => (n++ ? "CANARY_URL" : "https://example.org") } })()',
  ),
  'names the address in octal': get('"http://0177.0.0.1:CANARY_PORT/"'),
  'names the address as one number': get('"http://2130706433:CANARY_PORT/"'),
  'names the address by name': get('"http://localhost:CANARY_PORT/"'),
  'names the address in IPv6': get('"http://[::1]:CANARY_PORT/"'),
  'hides the address behind a user': get('"http://example.org@127.0.0.1:CANARY_PORT/"'),
  'asks for a file': get('"file://CANARY_FILE"'),
  'asks for a data address': get('"data:text/plain,x"'),
  'asks for a blob': get('"blob:nodedata:1"'),
  'smuggles a header': get('"CANARY_URL", { headers: { X: "a\\r\\nHost: evil" } }'),
  'smuggles in the method': get('"CANARY_URL", { method: "GET / HTTP/1.1\\r\\nX: y" }'),
  'adds options of its own': get(
    '"CANARY_URL", { dispatcher: {}, agent: {}, allow: ["127.0.0.1"], isNetworkGranted: true }',
  ),
  'forges what is sent': `
JSON.stringify = () => '[1,{"method":"GET","url":"CANARY_URL","headers":[]}]'
async function main() { return { found: String(await fetch('https://example.org')) } }`,
  'forges the list of requests': `
Array.prototype.shift = () => '[1,{"method":"GET","url":"CANARY_URL","headers":[]}]'
async function main() { return { found: String(await fetch('https://example.org')) } }`,
  'forges an answer to the list': `
Array.prototype.shift = () => '[{"__proto__":1},null]'
async function main() { return { found: String(await fetch('https://example.org')) } }`,
  'sends a huge body': get('"CANARY_URL", { method: "POST", body: "x".repeat(20000000) }'),
  'sends a body that fights back': get(
    '"CANARY_URL", { method: "POST", body: { toString() { for (;;) {} } } }',
  ),
  'fetches without end':
    'async function main() { for (;;) { try { await fetch("CANARY_URL") } catch {} } }',
  'fetches thousands at once':
    'async function main() { return await Promise.allSettled(Array.from({ length: 5000 }, () => fetch("CANARY_URL"))) }',
  'waits for an answer that never comes':
    'async function main() { fetch = null; await new Promise(() => {}) }',
} as const

describeEscapes({
  ids: 'T-A7, T-A12, no network granted',
  language: 'javascript',
  alive,
  programs: PROGRAMS,
})

const egress = Egress.open()
afterAll(() => egress.close())

describeEscapes({
  ids: 'T-A7, T-A12, network granted but not to this machine',
  language: 'javascript',
  alive,
  programs: PROGRAMS,
  options: { network: { egress, grantOf: () => ({ type: 'granted' }) } },
})

const look = (expression: string) => `function main() { return { found: ${expression} } }`

describeTraces({
  ids: 'T-A2, T-A5',
  language: 'javascript',
  pairs: {
    'a global': [
      'globalThis.left = 1; function main() {}',
      look('typeof left === "undefined" ? [] : [1]'),
    ],
    'a prototype': [
      'Object.prototype.left = Array.prototype.left = Function.prototype.left = 1; function main() {}',
      look('[{}.left, [].left, main.left].filter(Boolean)'),
    ],
    'a replaced built-in': [
      'JSON.stringify = () => "{}"; Promise = 1; fetch = 2; function main() {}',
      look('[typeof Promise, typeof fetch].filter((t) => t !== "function")'),
    ],
    'a registered symbol': [
      'Symbol.for("left").description; Symbol.left = 1; function main() {}',
      look('Symbol.left ? [1] : []'),
    ],
    'a frozen world': [
      'Object.freeze(Object.prototype); Object.freeze(globalThis); function main() {}',
      look('Object.isFrozen(globalThis) ? [1] : []'),
    ],
    'a console full of text': [
      'for (let i = 0; i < 1000; i += 1) console.log("left"); function main() {}',
      look('[]'),
    ],
    'a job that waits': [
      'Promise.resolve().then(() => { globalThis.left = 1 }); function main() {}',
      look('typeof left === "undefined" ? [] : [1]'),
    ],
    'a request that waits': [
      'fetch("http://127.0.0.1:1/"); function main() {}',
      look('typeof left === "undefined" ? [] : [1]'),
    ],
    'a finaliser': [
      'new FinalizationRegistry(() => { globalThis.left = 1 }).register({}, 1); function main() {}',
      look('typeof left === "undefined" ? [] : [1]'),
    ],
    'a regular expression match': [
      '/left/.exec("left"); function main() {}',
      look('RegExp.lastMatch ? [RegExp.lastMatch] : []'),
    ],
    'a stack that was overrun': ['function main() { return main() }', look('[]')],
    'a memory that was filled': [
      'function main() { const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(7)) }',
      look('Array.from(new Uint8Array(1 << 20)).filter(Boolean).slice(0, 3)'),
    ],
  },
})

describeEscapes({
  ids: 'T-A5: memory of another workspace',
  language: 'javascript',
  alive,
  victim:
    'function main({ secret }) { const kept = Array.from({ length: 1000 }, () => secret + secret); return { length: kept.length } }',
  programs: {
    'reads many fresh buffers': `
function main() {
  let found = ''
  for (let i = 0; i < 30; i += 1) {
    const bytes = new Uint8Array(1 << 20)
    for (let j = 0; j < bytes.length; j += 1) if (bytes[j]) found += String.fromCharCode(bytes[j])
    if (found.length > 1000) break
  }
  return { found }
}`,
    'reads a buffer it resized': `
function main() {
  const buffer = new ArrayBuffer(16, { maxByteLength: 1 << 22 })
  buffer.resize(1 << 22)
  return { found: String.fromCharCode(...new Uint8Array(buffer).filter(Boolean).slice(0, 1000)) }
}`,
    'reads a buffer it transferred': `
function main() {
  const moved = new ArrayBuffer(16).transfer(1 << 20)
  return { found: String.fromCharCode(...new Uint8Array(moved).filter(Boolean).slice(0, 1000)) }
}`,
    'reads a shared buffer': `
function main() {
  const shared = new SharedArrayBuffer(1 << 20)
  return { found: String.fromCharCode(...new Uint8Array(shared).filter(Boolean).slice(0, 1000)) }
}`,
    'reads holes of arrays': `
function main() {
  const holes = new Array(100000)
  return { found: holes.concat(new Array(1000)).filter((x) => x !== undefined).join('') }
}`,
    'reads with typed arrays of every kind': `
function main() {
  const found = []
  for (const Kind of [Int8Array, Uint16Array, Float64Array, BigInt64Array, Uint8ClampedArray]) {
    const values = new Kind(10000)
    for (const value of values) if (value) found.push(String(value))
  }
  return { found: found.slice(0, 100) }
}`,
    'reads what a sort forgot': `
function main() {
  const values = new Float64Array(100000)
  values.sort((a, b) => { values.buffer.resize?.(8); return a - b })
  return { found: Array.from(values).filter(Boolean).slice(0, 100) }
}`,
    'lists what is known by name': `
function main() {
  return { found: JSON.stringify(Object.getOwnPropertyNames(globalThis)) + String(Object.getOwnPropertySymbols(globalThis)) }
}`,
  },
})
